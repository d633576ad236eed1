package io.wmmp.security;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.WmmpMessage;

/**
 * Which category the messages of each command must have, both to be sent and to be taken. The dialect says the least; an
 * endpoint or a terminal can ask for more, never for less. Immutable, safe for use by any thread.
 */
public final class SecurityPolicy {

    private final Map<Command, SecurityCategory> required;
    private final Set<Integer> encryptedTags;

    private SecurityPolicy(Map<Command, SecurityCategory> required, Set<Integer> encryptedTags) {
        this.required = required;
        this.encryptedTags = encryptedTags;
    }

    /**
     * The least that a dialect wants.
     *
     * @param  dialect what must be signed, what enciphered
     * @return         the policy
     */
    public static SecurityPolicy of(Dialect dialect) {
        Map<Command, SecurityCategory> required = new EnumMap<>(Command.class);
        for (Command command : Command.values()) {
            SecurityCategory category = SecurityCategory.COMMON;
            if (dialect.requiresEncryption(command) && BodyCipher.canEncipher(command)) {
                category = SecurityCategory.FULLY_ENCRYPTED;
            } else if (dialect.requiresDigest(command)) {
                category = SecurityCategory.VERIFIED;
            }
            required.put(command, category);
        }
        return new SecurityPolicy(required, dialect.encryptedTags());
    }

    /**
     * This policy made stricter: what must be verified must have at least this category from now on. What may go unsigned
     * still may, and what opens a session is signed at most, since there is no key yet.
     *
     * @param  category the category
     * @return          a new policy
     */
    public SecurityPolicy atLeast(SecurityCategory category) {
        Map<Command, SecurityCategory> stricter = new EnumMap<>(required);
        stricter.replaceAll((command, least) -> least == SecurityCategory.COMMON || least.compareTo(category) >= 0
                || !BodyCipher.canEncipher(command) ? least : category);
        return new SecurityPolicy(stricter, encryptedTags);
    }

    /**
     * @param  command a command of either end
     * @return         the least category that its messages must have
     */
    public SecurityCategory required(Command command) {
        return required.get(command);
    }

    /** @return whether anything must be enciphered, so that a session is of no use without a key */
    public boolean needsSessionKey() {
        return required.values().stream().anyMatch(category -> category.compareTo(SecurityCategory.ENCRYPTED) >= 0);
    }

    /** @return the tags that are enciphered in messages of {@link SecurityCategory#ENCRYPTED}; immutable */
    public Set<Integer> encryptedTags() {
        return encryptedTags;
    }

    /**
     * Whether a message may be taken. Where {@link SecurityCategory#ENCRYPTED} is wanted, a verified message will do that has
     * none of the tags which are to be enciphered.
     *
     * @param  message  the message as it arrived, or put together from its parts, not yet deciphered
     * @param  verified whether it, or each of its parts, had a digest
     * @return          whether its category is high enough for its command
     */
    public boolean permits(WmmpMessage message, boolean verified) {
        return switch (required(message.command())) {
            case COMMON -> true;
            case VERIFIED -> verified;
            case ENCRYPTED -> verified && (BodyCipher.isWhole(message)
                    || message.tlvs().stream().noneMatch(tlv -> BodyCipher.isProtected(tlv, encryptedTags)));
            case FULLY_ENCRYPTED -> verified && BodyCipher.isWhole(message);
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecurityPolicy policy && required.equals(policy.required)
                && encryptedTags.equals(policy.encryptedTags);
    }

    @Override
    public int hashCode() {
        return required.hashCode();
    }

    @Override
    public String toString() {
        return "SecurityPolicy" + required;
    }
}
