package io.mes.storage.query;

/**
 * What became of rows that were to be imported.
 *
 * @param added rows that were stored
 * @param known rows that were there already
 * @param deleted rows of a conversation that was deleted after them, which were not stored
 */
public record Imported(long added, long known, long deleted) {

    /** Nothing yet. */
    public static final Imported NOTHING = new Imported(0, 0, 0);

    /** Both together. */
    public Imported plus(Imported more) {
        return new Imported(added + more.added, known + more.known, deleted + more.deleted);
    }
}
