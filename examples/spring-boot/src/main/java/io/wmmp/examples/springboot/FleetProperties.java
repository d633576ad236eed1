package io.wmmp.examples.springboot;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;

import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;

/** The terminals as {@code fleet.terminals[0].id} and so on. With many of them, implement a {@code TerminalRegistry}. */
@ConfigurationProperties("fleet")
record FleetProperties(List<Terminal> terminals) {

    record Terminal(String id, String imei, String imsi, String uplinkPassword, String downlinkPassword) {

        TerminalRecord toRecord() {
            return new TerminalRecord(TerminalId.of(id), new Credentials(imei, imsi, uplinkPassword, downlinkPassword, null),
                    null, null, null);
        }

        @Override
        public String toString() {
            return id;
        }
    }
}
