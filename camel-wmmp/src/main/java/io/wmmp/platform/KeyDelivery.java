package io.wmmp.platform;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.platform.admission.Registration;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.Patience;

/**
 * Gives keys by SMS to terminals that have registered and wait for them (protocol reference, behaviour, section 3.3). They
 * go to the number that the registry has of the terminal, whoever has asked.
 */
final class KeyDelivery {

    private static final Logger LOG = LoggerFactory.getLogger(KeyDelivery.class);

    private final SmsDesk sms;
    private final KeyDesk keys;
    /** One at a time for each terminal: whoever forges registrations shall not make it ring all day. */
    private final Set<TerminalId> underWay = ConcurrentHashMap.newKeySet();
    /** Terminals that have not said that their keys arrived. */
    private final Set<TerminalId> unconfirmed = ConcurrentHashMap.newKeySet();

    KeyDelivery(SmsDesk sms, KeyDesk keys) {
        this.sms = sms;
        this.keys = keys;
    }

    /**
     * What to tell a terminal that is admitted: to wait for its keys where they can be sent. One that may have keys from
     * before, and whose last delivery was not confirmed, is let in with those: it would else wait for ever where no short
     * messages arrive.
     */
    Registration decide(Registration admitted) {
        TerminalRecord terminal = admitted.terminal();
        if (terminal == null || !admitted.wantsKeys() || !sms.reaches(terminal) || !keys.hasKeysFor(terminal)) {
            return admitted;
        }
        boolean missed = unconfirmed.remove(terminal.terminalId());
        return missed && terminal.credentials().hasPasswords() ? admitted
                : new Registration(Registration.WAIT_FOR_KEYS, terminal, true);
    }

    /** Sends keys to a terminal that has been told to wait for them. */
    void afterAnswer(Registration registration) {
        TerminalRecord terminal = registration.terminal();
        if (terminal == null || registration.result() != Registration.WAIT_FOR_KEYS) {
            return;
        }
        if (!sms.reaches(terminal) || !keys.hasKeysFor(terminal)) {
            LOG.warn("Terminal {} waits for keys that it will not get: {}", terminal.terminalId(),
                    sms.reaches(terminal) ? "the platform has none for it and makes none (option generateKeys)"
                            : "it cannot be reached by SMS");
        } else if (underWay.add(terminal.terminalId())) {
            deliver(terminal).whenComplete((answer, failure) -> {
                underWay.remove(terminal.terminalId());
                delivered(terminal.terminalId(), answer, failure);
            });
        }
    }

    private CompletionStage<WmmpMessage> deliver(TerminalRecord terminal) {
        return keys.keysFor(terminal).thenCompose(ready -> sms.ask(ready, Command.SECURITY_CONFIG,
                (codec, record) -> KeyDesk.body(codec, KeyDesk.latest(record)), KeyDelivery::patience));
    }

    /** Done before the terminal can register again. */
    private static Patience patience(TerminalSession session) {
        Duration wait = session.dialect().keyWait();
        return new Patience(wait.multipliedBy(2).dividedBy(3), 1);
    }

    private void delivered(TerminalId id, WmmpMessage answer, Throwable failure) {
        boolean positive = answer != null && answer.unsigned(WmmpCodec.RESULT) == 0;
        if (positive) {
            unconfirmed.remove(id);
            LOG.debug("Terminal {} has got its keys", id);
        } else {
            unconfirmed.add(id);
            LOG.warn("Terminal {} has not confirmed its keys: {}", id, failure != null ? failure.getMessage() : answer);
        }
    }
}
