package io.wmmp.platform.admission;

import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.Tlv;
import io.wmmp.security.Credentials;
import io.wmmp.security.KeyProof;

/**
 * Admits the terminals that the registry knows and, where it is open, newcomers too: those get a serial number and the
 * passwords that terminals of this fleet hold from the factory (protocol reference, section 8; behaviour, section 3).
 */
public final class RegistryAdmission implements Admission {

    private static final char[] SERIAL_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWX".toCharArray();
    private static final int ALLOT_TRIES = 10;

    private final TerminalRegistry registry;
    private final boolean open;
    private final String factoryUplinkPassword;
    private final String factoryDownlinkPassword;
    private final SecureRandom random = new SecureRandom();

    private RegistryAdmission(TerminalRegistry registry, boolean open, String factoryUplinkPassword,
            String factoryDownlinkPassword) {
        this.registry = registry;
        this.open = open;
        this.factoryUplinkPassword = factoryUplinkPassword;
        this.factoryDownlinkPassword = factoryDownlinkPassword;
    }

    /**
     * Admission for known terminals only.
     *
     * @param  registry the terminals
     * @return          the admission
     */
    public static RegistryAdmission known(TerminalRegistry registry) {
        return new RegistryAdmission(registry, false, null, null);
    }

    /**
     * Admission for newcomers too.
     *
     * @param  registry                 the terminals; newcomers are added
     * @param  factoryUplinkPassword    the uplink password of newcomers, compulsory
     * @param  factoryDownlinkPassword  the downlink password of newcomers, compulsory
     * @return                          the admission
     * @throws IllegalArgumentException when a password is missing or too long
     */
    public static RegistryAdmission open(
            TerminalRegistry registry, String factoryUplinkPassword, String factoryDownlinkPassword) {
        if (factoryUplinkPassword == null || factoryDownlinkPassword == null) {
            throw new IllegalArgumentException("Open admission needs the factory passwords of newcomers");
        }
        // checks the lengths now rather than at the first newcomer
        new Credentials("", "", factoryUplinkPassword, factoryDownlinkPassword, null);
        return new RegistryAdmission(registry, true, factoryUplinkPassword, factoryDownlinkPassword);
    }

    /**
     * Admission for newcomers that hold no passwords, to which the platform sends keys of its own by SMS. They must register
     * by SMS, since their telephone number is not known otherwise, and the platform must be allowed to make keys.
     *
     * @param  registry the terminals; newcomers are added
     * @return          the admission
     */
    public static RegistryAdmission openForKeys(TerminalRegistry registry) {
        return new RegistryAdmission(registry, true, null, null);
    }

    @Override
    public CompletionStage<Registration> register(RegistrationRequest request) {
        return registry.findByIdentity(request.imei(), request.imsi())
                .thenCompose(terminal -> terminal == null
                        ? registerUnknown(request) : CompletableFuture.completedStage(registerKnown(request, terminal)));
    }

    private Registration registerKnown(RegistrationRequest request, TerminalRecord terminal) {
        if (request.operation() == RegistrationRequest.ALLOT) {
            return admitted(request, terminal);
        }
        if (!terminal.terminalId().equals(request.message().terminalId())) {
            return Registration.refused(Registration.WRONG_MAPPING);
        }
        return switch (request.operation()) {
            // a SIM that is known already: the answer to the first such REGISTER was lost
            case RegistrationRequest.WANT_KEYS, RegistrationRequest.KEYS_CLEARED, RegistrationRequest.SIM_CHANGED ->
                admitted(request, terminal);
            case RegistrationRequest.PROVE_KEYS -> terminal.usable().anyMatch(keys -> provesKeys(request, keys))
                    ? admitted(request, terminal) : Registration.refused(Registration.WRONG_PROOF);
            default -> Registration.refused(Registration.WRONG_MAPPING);
        };
    }

    /** Where keys cannot be sent, whoever is known logs in with those that it was provisioned with. */
    private static Registration admitted(RegistrationRequest request, TerminalRecord terminal) {
        return new Registration(terminal.credentials().hasPasswords() ? Registration.LOG_IN : Registration.WAIT_FOR_KEYS,
                terminal, request.wantsKeys());
    }

    /** The SIM of a terminal has changed, which it proves with its keys and the old SIM. */
    private CompletionStage<Registration> changeSim(RegistrationRequest request, TerminalRecord terminal) {
        boolean permitted = !terminal.simLocked() && isIdentity(request.imsi())
                && terminal.credentials().imei().equals(request.imei());
        if (!permitted || !request.isSignedBy(terminal)) {
            return CompletableFuture.completedStage(Registration.refused(Registration.WRONG_MAPPING));
        }
        return registry.update(terminal.terminalId(), current -> current.withSim(request.imsi(), request.msisdn()))
                .thenApply(changed -> admitted(request, changed));
    }

    private static boolean provesKeys(RegistrationRequest request, Credentials credentials) {
        Tlv baseKeyProof = request.message().tlv(KeyProof.BASE_KEY.tag());
        return proves(KeyProof.UPLINK_PASSWORD, request, credentials)
                && proves(KeyProof.DOWNLINK_PASSWORD, request, credentials)
                && (credentials.baseKey() == null || KeyProof.BASE_KEY.matches(baseKeyProof, credentials, KeyProof.NEVER));
    }

    private static boolean proves(KeyProof proof, RegistrationRequest request, Credentials credentials) {
        return proof.matches(request.message().tlv(proof.tag()), credentials, KeyProof.NEVER);
    }

    private CompletionStage<Registration> registerUnknown(RegistrationRequest request) {
        return registry.find(request.message().terminalId()).thenCompose(namesake -> {
            if (namesake != null && request.operation() != RegistrationRequest.ALLOT) {
                if (request.operation() == RegistrationRequest.SIM_CHANGED
                        && namesake.credentials().imei().equals(request.imei())) {
                    return changeSim(request, namesake);
                }
                boolean half = namesake.credentials().imei().equals(request.imei())
                        || namesake.credentials().imsi().equals(request.imsi());
                return CompletableFuture.completedStage(
                        half ? Registration.refused(Registration.WRONG_MAPPING) : Registration.silence());
            }
            return open && isIdentity(request.imei()) && isIdentity(request.imsi())
                    ? allot(request, ALLOT_TRIES) : CompletableFuture.completedStage(Registration.silence());
        });
    }

    private static boolean isIdentity(String digits) {
        return !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private CompletionStage<Registration> allot(RegistrationRequest request, int tries) {
        boolean keepsSerial = request.operation() != RegistrationRequest.ALLOT;
        TerminalId id = keepsSerial ? request.message().terminalId() : TerminalId.of(newSerial());
        Credentials credentials = new Credentials(request.imei(), request.imsi(), factoryUplinkPassword,
                factoryDownlinkPassword, null);
        if (request.operation() == RegistrationRequest.PROVE_KEYS && !provesKeys(request, credentials)) {
            return CompletableFuture.completedStage(Registration.refused(Registration.WRONG_PROOF));
        }
        TerminalRecord newcomer = new TerminalRecord(id, credentials, request.msisdn(), null, null);
        return registry.add(newcomer).thenCompose(added -> {
            if (added) {
                return CompletableFuture.completedStage(admitted(request, newcomer));
            }
            // lost a race against a copy of the same REGISTER, or hit a serial number that exists
            return registry.findByIdentity(request.imei(), request.imsi()).thenCompose(existing -> {
                if (existing != null) {
                    return CompletableFuture.completedStage(registerKnown(request, existing));
                }
                return keepsSerial || tries == 0
                        ? CompletableFuture.completedStage(Registration.silence()) : allot(request, tries - 1);
            });
        });
    }

    private String newSerial() {
        StringBuilder serial = new StringBuilder("WM");
        while (serial.length() < TerminalId.LENGTH) {
            serial.append(SERIAL_CHARACTERS[random.nextInt(SERIAL_CHARACTERS.length)]);
        }
        return serial.toString();
    }
}
