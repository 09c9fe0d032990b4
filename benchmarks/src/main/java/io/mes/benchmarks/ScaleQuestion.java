package io.mes.benchmarks;

/** What is asked. */
enum ScaleQuestion {
    READ_OF_ONE_DAY("a conversation, user of one day", true),
    LIST_OF_ONE_DAY("20 conversations, user of one day", true),
    STATS_OF_ONE_DAY("statistics, user of one day", true),
    READ_OF_EVERY_DAY("a conversation, user of every day", true),
    LIST_OF_EVERY_DAY("20 conversations, user of every day", true),
    STATS_OF_EVERY_DAY("statistics, user of every day", false),
    SPREAD("50 messages of a conversation of every day", false),
    FIRST_PAGE("50 messages of a long conversation, first", true),
    MIDDLE_PAGE("50 messages of it, in the middle", true),
    LAST_PAGE("50 messages of it, near the end", true);

    private final String text;
    private final boolean promised;

    ScaleQuestion(String text, boolean promised) {
        this.text = text;
        this.promised = promised;
    }

    /** Asks it; returns how much the answer holds. */
    long ask(ScaleSide side) {
        return switch (this) {
            case READ_OF_ONE_DAY -> side.read(ScaleLoad.OF_ONE_DAY);
            case LIST_OF_ONE_DAY -> side.list(ScaleLoad.OF_ONE_DAY);
            case STATS_OF_ONE_DAY -> side.stats(ScaleLoad.OF_ONE_DAY);
            case READ_OF_EVERY_DAY -> side.read(ScaleLoad.OF_EVERY_DAY);
            case LIST_OF_EVERY_DAY -> side.list(ScaleLoad.OF_EVERY_DAY);
            case STATS_OF_EVERY_DAY -> side.stats(ScaleLoad.OF_EVERY_DAY);
            case SPREAD -> side.page(ScaleLoad.OF_SPREAD, null);
            case FIRST_PAGE -> side.page(ScaleLoad.OF_LONG, null);
            case MIDDLE_PAGE -> side.page(ScaleLoad.OF_LONG, side.middle());
            case LAST_PAGE -> side.page(ScaleLoad.OF_LONG, side.nearEnd());
        };
    }

    /** Whether it is to cost about the same however many days there are. */
    boolean isPromised() {
        return promised;
    }

    /** Whether it is to cost about the same as {@link #FIRST_PAGE}. */
    boolean isDeep() {
        return this == MIDDLE_PAGE || this == LAST_PAGE;
    }

    @Override
    public String toString() {
        return text;
    }
}
