package io.wmmp.examples.platform;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;
import io.wmmp.security.SecurityCategory;

/** The values with which somebody wants to provision a terminal, from a file or over HTTP. */
final class TerminalForm {

    private final Map<TerminalField, String> values = new EnumMap<>(TerminalField.class);

    /** Notes a value; one that is null or empty counts as not given. */
    void put(TerminalField field, String value) {
        if (value != null && !value.isEmpty()) {
            values.put(field, value);
        }
    }

    /**
     * @return                     the terminal
     * @throws InvalidFormException when a value is wrong or missing
     */
    TerminalRecord toTerminal() throws InvalidFormException {
        for (TerminalField field : TerminalField.values()) {
            String value = values.get(field);
            String problem = value == null ? field.isCompulsory() ? "is missing" : null : field.problemOf(value);
            if (problem != null) {
                throw new InvalidFormException(field, problem);
            }
        }
        checkTogether(TerminalField.UPLINK_PASSWORD, TerminalField.DOWNLINK_PASSWORD);
        checkTogether(TerminalField.DOWNLINK_PASSWORD, TerminalField.UPLINK_PASSWORD);
        String baseKey = values.get(TerminalField.BASE_KEY);
        Credentials credentials = new Credentials(values.get(TerminalField.IMEI), values.get(TerminalField.IMSI),
                values.get(TerminalField.UPLINK_PASSWORD), values.get(TerminalField.DOWNLINK_PASSWORD),
                baseKey == null ? null : baseKey.getBytes(StandardCharsets.UTF_8));
        String security = values.get(TerminalField.SECURITY);
        TerminalRecord terminal = new TerminalRecord(TerminalId.of(values.get(TerminalField.TERMINAL_ID)), credentials,
                values.get(TerminalField.MSISDN), values.get(TerminalField.EC_CODE), values.get(TerminalField.DIALECT))
                .withPeers(TerminalField.peers(values.get(TerminalField.PEERS)));
        return security == null ? terminal : terminal.withSecurity(SecurityCategory.valueOf(security));
    }

    private void checkTogether(TerminalField one, TerminalField other) throws InvalidFormException {
        if (values.containsKey(one) && !values.containsKey(other)) {
            throw new InvalidFormException(other, "is missing; both passwords are given, or none");
        }
    }

    /** A value is wrong or missing. */
    static final class InvalidFormException extends Exception {

        private static final long serialVersionUID = 1L;

        private final TerminalField field;

        InvalidFormException(TerminalField field, String problem) {
            super(problem, null, false, false);
            this.field = field;
        }

        TerminalField field() {
            return field;
        }
    }
}
