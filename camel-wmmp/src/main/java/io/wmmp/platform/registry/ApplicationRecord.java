package io.wmmp.platform.registry;

import java.util.Set;

import io.wmmp.protocol.TerminalId;
import io.wmmp.security.ApplicationKey;

/**
 * What a platform is told of an application when it is provisioned.
 *
 * @param ecCode its code, 1 to 16 printable ASCII characters; not that of a terminal
 * @param key    what it signs with; null where its certificate alone proves it, at listeners with {@code bindCertificate}
 * @param peers  who may exchange business data with it besides its own terminals: terminal ids and codes of applications. It
 *               is enough that one of two lists the other.
 */
public record ApplicationRecord(String ecCode, ApplicationKey key, Set<String> peers) {

    /**
     * @throws IllegalArgumentException when the code does not fit into the header of a message
     */
    public ApplicationRecord {
        TerminalId.of(ecCode);
        peers = Set.copyOf(peers);
    }

    /**
     * An application that exchanges data with its own terminals only.
     *
     * @param ecCode   its code, 1 to 16 printable ASCII characters
     * @param password what it signs with, 1 to 64 printable ASCII characters; null where its certificate alone proves it
     */
    public ApplicationRecord(String ecCode, String password) {
        this(ecCode, password == null ? null : new ApplicationKey(password), Set.of());
    }

    /**
     * @param  names who may exchange business data with it besides its own terminals
     * @return       this application with those peers
     */
    public ApplicationRecord withPeers(Set<String> names) {
        return new ApplicationRecord(ecCode, key, names);
    }
}
