package io.mes.filter;

import io.mes.storage.config.ConfigException;
import jakarta.servlet.http.HttpServletRequest;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the client's address: that of the connection, or, where this is a trusted proxy, the last address in
 * {@code X-Forwarded-For} that is not one.
 */
final class ClientAddress {

    /** As Jetty writes addresses of IPv6, and as some proxies do, with the port. */
    private static final Pattern BRACKETED = Pattern.compile("\\[([^\\[\\]]*)](:[0-9]{1,5})?");

    private static final Pattern WITH_PORT = Pattern.compile("([0-9.]+):[0-9]{1,5}");

    private final List<Network> trusted;

    /** Addresses of one length in bytes whose high bits, shifted down, are the prefix. */
    private record Network(int length, BigInteger prefix, int lowBits) {

        boolean contains(byte[] address) {
            return address.length == length
                    && new BigInteger(1, address).shiftRight(lowBits).equals(prefix);
        }
    }

    private ClientAddress(List<Network> trusted) {
        this.trusted = trusted;
    }

    static ClientAddress of(List<String> trustedProxies) {
        return new ClientAddress(
                trustedProxies.stream().map(ClientAddress::network).toList());
    }

    private static Network network(String text) {
        int slash = text.indexOf('/');
        byte[] address = AddressLiteral.parse(slash < 0 ? text : text.substring(0, slash));
        try {
            if (address != null) {
                int max = address.length * 8;
                int bits = slash < 0 ? max : Integer.parseInt(text.substring(slash + 1));
                if (bits >= 0 && bits <= max) {
                    return new Network(address.length, new BigInteger(1, address).shiftRight(max - bits), max - bits);
                }
            }
        } catch (NumberFormatException noPrefixLength) {
            // Told below.
        }
        throw new ConfigException("MES_TRUSTED_PROXIES holds \"" + text
                + "\"; write IP addresses or networks, such as 10.0.0.0/8, separated by commas");
    }

    @Nullable
    String of(HttpServletRequest request) {
        String address = bare(request.getRemoteAddr());
        if (trusted.isEmpty() || !isTrusted(address)) {
            return address;
        }
        List<String> hops = new ArrayList<>();
        for (String header : Collections.list(request.getHeaders("X-Forwarded-For"))) {
            hops.addAll(List.of(header.split(",")));
        }
        for (int i = hops.size() - 1; i >= 0 && isTrusted(address); i--) {
            String hop = bare(hops.get(i).strip());
            if (AddressLiteral.parse(hop) == null) {
                break;
            }
            address = hop;
        }
        return address;
    }

    /** The address without brackets and port. */
    private static @Nullable String bare(@Nullable String written) {
        if (written == null || (written.indexOf(':') < 0 && written.indexOf('[') < 0)) {
            return written;
        }
        Matcher bracketed = BRACKETED.matcher(written);
        Matcher withPort = WITH_PORT.matcher(written);
        return bracketed.matches() ? bracketed.group(1) : withPort.matches() ? withPort.group(1) : written;
    }

    private boolean isTrusted(@Nullable String address) {
        byte[] bytes = AddressLiteral.parse(address);
        return bytes != null && trusted.stream().anyMatch(network -> network.contains(bytes));
    }
}
