package io.wmmp.terminal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.link.Bearer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.KeyProof;
import io.wmmp.session.NoAnswerException;

/**
 * How a terminal that is connected comes to its session: REGISTER, the wait for keys, LOGIN, and what it tries when one of
 * them fails (protocol reference, behaviour, sections 3 and 4). Its methods run under the monitor of the life.
 */
final class SignOn {

    private static final Logger LOG = LoggerFactory.getLogger(SignOn.class);

    private static final int LOGIN_OUT_OF_SYNC = 1;
    private static final int LOGIN_MUST_REGISTER = 6;
    private static final int LOGIN_SEND_LIST = 8;
    private static final int REGISTER_WAIT_FOR_KEYS = 0;
    private static final int REGISTER_KEEP_SERIAL = 9;
    /** So often no keys come before a long pause. */
    private static final int MAX_MISSED_KEYS = 2;
    /** So often it registers at a platform to which it was sent, where it would register for ever at its own. */
    private static final int TRIES_ELSEWHERE = 3;

    private final Terminal terminal;
    private final TerminalLife life;
    private final TerminalOptions options;
    private final TerminalStore store;
    private final TerminalIdentity identity;
    private final Alarm alarm;
    private Registering asking;
    /** Registrations tried since the last one that was taken. */
    private int registrations;
    /** Logins refused since the last one that was taken. */
    private int refusals;
    private int missedKeys;

    SignOn(Terminal terminal, TerminalLife life, TerminalOptions options, TerminalStore store, TerminalIdentity identity,
            Alarm alarm) {
        this.terminal = terminal;
        this.life = life;
        this.options = options;
        this.store = store;
        this.identity = identity;
        this.alarm = alarm;
        if (options.registered()) {
            identity.registered(true);
        }
    }

    /** Begins where the terminal stands: with REGISTER, or with LOGIN where it has registered before. */
    void begin() {
        if (identity.hasOtherSim() && identity.simLocked()) {
            life.leave(TerminalPhase.SILENT, "it is bound to another SIM than that which is in it");
        } else if (identity.isRegistered() && !identity.hasOtherSim() && !identity.isCleared()) {
            login();
        } else {
            register(Registering.of(identity));
        }
    }

    /** Forgets what was tried, as if the power had been off. Keys that it has acknowledged are what the platform expects. */
    void forget() {
        identity.adopt();
        registrations = 0;
        refusals = 0;
        missedKeys = 0;
    }

    /** Lets the next begin be a LOGIN where there is something to sign it with. */
    void wakenUp() {
        forget();
        identity.registered(identity.credentials().hasPasswords());
    }

    private void register(Registering how) {
        asking = how;
        registrations++;
        int number = life.enter(TerminalPhase.REGISTERING, "REGISTER is not answered yet");
        byte[] body = how.body(terminal.codec(), identity);
        terminal.urgentRequest(Command.REGISTER, body, options.patience())
                .whenComplete(life.in(number, this::registerAnswered));
    }

    /** Whoever has to register once more has nothing that counts, and asks for everything anew (behaviour, section 3.5). */
    private void registerAnew() {
        identity.registered(false);
        identity.giveUpDelivered();
        // a new SIM or wiped keys are news until the platform has them
        Registering how = Registering.of(identity);
        register(how == Registering.SIM_CHANGED || how == Registering.KEYS_CLEARED ? how : Registering.ALLOT);
    }

    private void registerAnswered(WmmpMessage answer, Throwable failure) {
        if (failure != null) {
            registerFailed(failure.getMessage(), Alarm.TRAPS_UNANSWERED);
            return;
        }
        int result = (int) answer.unsigned(WmmpCodec.RESULT);
        if (!options.dialect().isSuccess(Command.REGISTER_ACK, result)) {
            registerFailed("REGISTER was refused with result " + result, Alarm.TRAPS_REFUSED);
            return;
        }
        identity.registered(true);
        registrations = 0;
        identity.simRegistered();
        if (answer.has("assigned_terminal_id") && result != REGISTER_KEEP_SERIAL) {
            terminal.serialAssigned(answer.bytes("assigned_terminal_id"));
        }
        if (needsKeys(result)) {
            life.enter(TerminalPhase.WAITING_FOR_KEYS, "it waits for the platform to send its keys");
            life.after(store.keyWait(), this::keysMissed);
        } else {
            login();
        }
    }

    private void registerFailed(String reason, int traps) {
        int tries = options.registerTries() > 0 ? options.registerTries() : TRIES_ELSEWHERE;
        if (registrations < tries || !life.returnsToFormerPlatform(reason)) {
            raiseOrRetry(reason, traps);
        }
    }

    private void raiseOrRetry(String reason, int traps) {
        if (options.registerTries() > 0 && registrations >= options.registerTries()) {
            registrations = 0;
            alarm.raise(reason, traps);
        } else {
            life.retry(reason, this::registerAnew);
        }
    }

    /**
     * Whether to wait for keys: without passwords there is no other way to a login that has to be signed, whatever the
     * platform has answered. Whoever has proved its passwords keeps them, and so does one that could not be sent others.
     */
    private boolean needsKeys(int result) {
        boolean told = result == REGISTER_WAIT_FOR_KEYS;
        if (!identity.credentials().hasPasswords()) {
            return told || options.bearer() != Bearer.SMS;
        }
        boolean keepsThem = asking == Registering.PROVE_KEYS || asking == Registering.SIM_CHANGED;
        return told && !keepsThem && terminal.smsPeer() != null;
    }

    private void keysMissed() {
        alarm.send(Alarm.Cause.REGISTRATION);
        missedKeys++;
        if (missedKeys < MAX_MISSED_KEYS) {
            life.retry("no keys have come", this::registerAnew);
        } else {
            missedKeys = 0;
            life.pause("no keys have come", this::registerAnew);
        }
    }

    void login() {
        terminal.logsIn();
        int number = life.enter(TerminalPhase.LOGGING_IN, "LOGIN is not answered yet");
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("software_version", options.softwareVersion());
        body.put("sync_crc32", store.syncCrc32());
        byte[] proof = terminal.wantsSessionKey() ? KeyProof.BASE_KEY.of(identity.credentials(), KeyProof.NEVER)
                : null;
        if (proof != null) {
            body.put(terminal.codec().nameOf(KeyProof.BASE_KEY.tag()), proof);
        }
        terminal.urgentRequest(Command.LOGIN, terminal.codec().writeBody(Command.LOGIN, body), options.patience())
                .whenComplete(life.in(number, this::loginAnswered));
    }

    private void loginAnswered(WmmpMessage answer, Throwable failure) {
        if (failure instanceof NoAnswerException) {
            LOG.debug("Terminal {} registers anew: {}", terminal.terminalId(), failure.getMessage());
            if (!life.returnsToFormerPlatform(failure.getMessage())) {
                registerAnew();
            }
            return;
        }
        if (failure != null) {
            // no time has passed with waiting for an answer
            life.retry("LOGIN could not be sent: " + failure.getMessage(), this::registerAnew);
            return;
        }
        int result = (int) answer.unsigned(WmmpCodec.RESULT);
        if (!options.dialect().isSuccess(Command.LOGIN_ACK, result)) {
            loginRefused(result, "LOGIN was refused with result " + result);
        } else if (terminal.policy().needsSessionKey() && terminal.cipher() == null) {
            loginRefused(result,
                    "LOGIN was granted without a session key that its base key opens, and option security wants one");
        } else {
            loggedIn(result);
        }
    }

    private void loginRefused(int result, String reason) {
        refusals++;
        if (result == LOGIN_MUST_REGISTER) {
            life.retry(reason, this::registerAnew);
        } else if (refusals > store.maxLoginRetries()) {
            refusals = 0;
            if (!life.returnsToFormerPlatform(reason)) {
                life.pause(reason, this::registerAnew);
            }
        } else {
            life.retry(reason, this::login);
        }
    }

    private void loggedIn(int result) {
        identity.registered(true);
        registrations = 0;
        refusals = 0;
        missedKeys = 0;
        identity.confirm();
        store.confirm();
        terminal.saveState();
        alarm.clear();
        terminal.urgentRequest(Command.CONFIG_TRAP, trapAfterLogin(result), options.patience())
                .whenComplete((answer, failure) -> {
                    if (failure != null) {
                        LOG.warn("Terminal {}: the report after login failed: {}", terminal.terminalId(), failure.getMessage());
                    }
                });
        life.online();
        if (identity.owesReport()) {
            reportBinding();
        }
    }

    /** The platform has changed the binding to the SIM, and is told the outcome (behaviour, section 10.5). */
    private void reportBinding() {
        WmmpCodec codec = terminal.codec();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("operation", SecurityAnswers.REPORT);
        body.put(codec.nameOf(TerminalIdentity.SIM_BINDING), identity.simLocked() ? 1 : 0);
        terminal.request(Command.SECURITY_CONFIG, codec.writeBody(Command.SECURITY_CONFIG, body), options.patience())
                .whenComplete((answer, failure) -> {
                    if (failure != null) {
                        LOG.warn("Terminal {} could not report its binding to the SIM, and will do so after its next login: {}",
                                terminal.terminalId(), failure.getMessage());
                    } else {
                        identity.reported();
                        terminal.saveState();
                    }
                });
    }

    /** What the platform shall be told after a login (protocol reference, section 9). */
    private byte[] trapAfterLogin(int result) {
        List<Integer> tags = new ArrayList<>();
        if (result == LOGIN_OUT_OF_SYNC) {
            tags.add(TerminalStore.SYNC_TAG_LIST);
        }
        if (result == LOGIN_OUT_OF_SYNC || result == LOGIN_SEND_LIST) {
            tags.addAll(store.syncTags());
        }
        return terminal.codec().writeBody(Command.CONFIG_TRAP, store.read(tags));
    }
}
