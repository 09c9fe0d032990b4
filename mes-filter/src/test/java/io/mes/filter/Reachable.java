package io.mes.filter;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;

/** Finds what an object of ours holds on to, directly or through other objects of ours. */
final class Reachable {

    private Reachable() {}

    static Set<Object> from(Object root) throws IllegalAccessException {
        Set<Object> found = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> open = new ArrayDeque<>();
        open.add(root);
        while (!open.isEmpty()) {
            Object object = open.remove();
            if (found.add(object) && object.getClass().getName().startsWith("io.mes.")) {
                for (Field field : object.getClass().getDeclaredFields()) {
                    addValue(object, field, open);
                }
            }
        }
        return found;
    }

    private static void addValue(Object object, Field field, Deque<Object> open) throws IllegalAccessException {
        if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
            field.setAccessible(true);
            Object value = field.get(object);
            if (value != null) {
                open.add(value);
            }
        }
    }

    static boolean isOfTheContainer(Object object) {
        return object instanceof ServletRequest
                || object instanceof ServletResponse
                || object instanceof ExchangeRecorder;
    }
}
