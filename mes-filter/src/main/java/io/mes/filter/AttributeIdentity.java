package io.mes.filter;

import io.mes.storage.exchange.Identity;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Identity from request attributes. */
final class AttributeIdentity {

    private AttributeIdentity() {}

    static Optional<Identity> resolve(HttpServletRequest request) {
        Long userId = number(request.getAttribute(IdentityResolver.USER_ID));
        if (userId == null) {
            return Optional.empty();
        }
        return Optional.of(new Identity(
                userId,
                orZero(number(request.getAttribute(IdentityResolver.TOKEN_ID))),
                orZero(number(request.getAttribute(IdentityResolver.CHANNEL_ID))),
                Boolean.TRUE.equals(request.getAttribute(IdentityResolver.ADMINISTRATOR))));
    }

    private static long orZero(@Nullable Long number) {
        return number == null ? 0 : number;
    }

    private static @Nullable Long number(@Nullable Object attribute) {
        if (attribute instanceof Number number) {
            return number.longValue();
        }
        try {
            return attribute instanceof String text ? Long.valueOf(text.strip()) : null;
        } catch (NumberFormatException notAnId) {
            return null;
        }
    }
}
