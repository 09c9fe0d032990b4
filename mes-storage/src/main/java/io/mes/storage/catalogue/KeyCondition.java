package io.mes.storage.catalogue;

import io.mes.storage.dialect.Dialect;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The condition that rows of messages or errors belong to one conversation. Tables that another program made may take ids
 * for the same that differ in case; this does not. Immutable.
 */
public final class KeyCondition {

    private final String sql;
    private final int parameters;

    /** The condition in one dialect. */
    public KeyCondition(Dialect dialect) {
        this.sql = "user_id = ? AND " + dialect.isText("conversation_id");
        this.parameters =
                (int) sql.chars().filter(character -> character == '?').count();
    }

    /** Its text, which stands first among the conditions of a statement. */
    public String sql() {
        return sql;
    }

    /** The values of its parameters. */
    public Object[] parameters(ConversationKey key) {
        List<Object> values = new ArrayList<>();
        values.add(key.userId());
        while (values.size() < parameters) {
            values.add(key.conversationId());
        }
        return values.toArray();
    }

    /**
     * Sets its parameters, which are the first of the statement.
     *
     * @return the place of the parameter behind them
     */
    public int bind(PreparedStatement statement, ConversationKey key) throws SQLException {
        int place = 1;
        for (Object value : parameters(key)) {
            statement.setObject(place++, value);
        }
        return place;
    }
}
