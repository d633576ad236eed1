package io.wmmp.platform.twin;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.platform.fleet.Downlink;
import io.wmmp.platform.fleet.Fleet;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.NoAnswerException;
import io.wmmp.session.Patience;

/**
 * Tells terminals what they shall have, as soon as they speak: in one CONFIG_SET at a time, until they are not known to lack
 * anything. Safe for use by any thread; nothing here blocks.
 */
final class TwinDelivery {

    private static final Logger LOG = LoggerFactory.getLogger(TwinDelivery.class);
    private static final int LOAD_BATCH = 1000;
    /** A terminal that does not answer is told what it shall have so often, until it logs in anew. */
    private static final int MAX_UNANSWERED = 10;

    private final Fleet fleet;
    private final TwinBook twins;
    /** The terminals that have to be told something. */
    private final Map<TerminalId, Sync> pending = new ConcurrentHashMap<>();

    TwinDelivery(Fleet fleet, TwinBook twins) {
        this.fleet = fleet;
        this.twins = twins;
    }

    /** Reads which terminals have to be told something. */
    void load(TwinStore store) {
        store.loadPending(LOAD_BATCH, batch -> batch.forEach(id -> pending.computeIfAbsent(id, key -> new Sync())))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        LOG.error("The twins cannot be read: what terminals shall have is sent when it is set again", failure);
                    }
                });
    }

    /** How many terminals have to be told something. */
    int pending() {
        return pending.size();
    }

    /** A twin has been changed. */
    void changed(Twin twin) {
        TerminalId id = twin.terminalId();
        if (!twin.isPending()) {
            pending.remove(id);
        } else if (pending.putIfAbsent(id, new Sync()) == null) {
            // the sign of life that has brought the difference may have passed already
            fleet.resources().execute(() -> deliver(id));
        }
    }

    /** A terminal that is logged in has been heard; on event loops. */
    void heard(Downlink session) {
        Sync sync = pending.isEmpty() ? null : pending.get(session.terminalId());
        if (sync == null) {
            return;
        }
        // not on this event loop, where what is sent would overtake the answer that another thread has just handed to it
        fleet.resources().execute(() -> {
            if (sync.heard()) {
                session.repeatCrossedRequest();
            }
            deliver(session.terminalId());
        });
    }

    /** A login of a terminal counts from now on. */
    void loggedIn(TerminalId terminalId) {
        Sync sync = pending.get(terminalId);
        if (sync != null) {
            sync.loggedIn();
        }
    }

    /** Tells a terminal that is there what it shall have, unless that is under way. */
    void deliver(TerminalId terminalId) {
        Sync sync = pending.get(terminalId);
        Downlink session = fleet.ready(terminalId);
        if (sync == null || session == null || !sync.begin()) {
            return;
        }
        twins.change(terminalId, twin -> {
            if (!twin.isPending()) {
                pending.remove(terminalId, sync);
            }
            return twin;
        }).thenCompose(twin -> tell(session, twin)).whenComplete((answer, failure) -> {
            if (failure != null) {
                failed(terminalId, sync, failure);
                return;
            }
            // what follows from the answer has to be stored first
            twins.findChanged(terminalId).whenComplete((twin, unknown) -> {
                sync.end();
                if (answer != null) {
                    deliver(terminalId);
                }
            });
        });
    }

    /** Gives the answer of the terminal; null when there is nothing to tell it. */
    private static CompletionStage<WmmpMessage> tell(Downlink session, Twin twin) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        twin.difference().forEach(tlv -> body.writeBytes(tlv.toBytes()));
        return body.size() == 0 ? CompletableFuture.completedStage(null)
                : session.ask(Command.CONFIG_SET, body.toByteArray(), Patience.of(session.dialect()));
    }

    private void failed(TerminalId terminalId, Sync sync, Throwable failure) {
        LOG.debug("Terminal {} could not be told what it shall have: {}", terminalId, failure.toString());
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        if (cause instanceof NoAnswerException) {
            sync.endUnanswered();
        } else if (sync.end()) {
            // who had gone is there again, and may say nothing more for a long time
            deliver(terminalId);
        }
    }

    /** That a terminal has to be told something, and how that goes. */
    private static final class Sync {

        private boolean underWay;
        private int unanswered;
        /** Counts the signs of life, to tell whether there was one since a delivery began. */
        private int signs;
        private int signsBefore;

        /** Gives whether a delivery is under way. */
        synchronized boolean heard() {
            signs++;
            return underWay;
        }

        synchronized boolean begin() {
            if (underWay || unanswered >= MAX_UNANSWERED) {
                return false;
            }
            underWay = true;
            signsBefore = signs;
            return true;
        }

        /** Gives whether there was a sign of life since it began. */
        synchronized boolean end() {
            underWay = false;
            unanswered = 0;
            return signs != signsBefore;
        }

        synchronized void endUnanswered() {
            underWay = false;
            unanswered++;
        }

        synchronized void loggedIn() {
            unanswered = 0;
        }
    }
}
