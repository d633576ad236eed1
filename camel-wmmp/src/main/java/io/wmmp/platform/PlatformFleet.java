package io.wmmp.platform;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

import io.wmmp.platform.fleet.Downlink;
import io.wmmp.platform.fleet.DownlinkBody;
import io.wmmp.platform.fleet.Fleet;
import io.wmmp.platform.fleet.PlatformEvent;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.Patience;
import io.wmmp.session.SessionResources;

/** A platform as its desks see it, in packages of their own; so that none of this need be public there. */
final class PlatformFleet implements Fleet {

    private final Platform platform;

    PlatformFleet(Platform platform) {
        this.platform = platform;
    }

    @Override
    public SessionResources resources() {
        return platform.resources();
    }

    @Override
    public Downlink session(TerminalId terminalId) {
        return platform.session(terminalId);
    }

    @Override
    public CompletionStage<? extends Downlink> requireOnline(TerminalId terminalId) {
        return platform.onlineSession(terminalId);
    }

    @Override
    public CompletionStage<TerminalRecord> recordOf(TerminalId terminalId) {
        return platform.directory().recordOf(terminalId);
    }

    @Override
    public CompletionStage<TerminalRecord> lookUp(TerminalId terminalId) {
        return platform.directory().lookUp(terminalId);
    }

    @Override
    public WmmpCodec codecOf(TerminalRecord terminal) {
        return platform.directory().codecOf(terminal);
    }

    @Override
    public CompletionStage<WmmpMessage> request(
            TerminalId terminalId, Command command, DownlinkBody body, Function<Dialect, Patience> patience) {
        return platform.request(terminalId, command, body, patience);
    }

    @Override
    public CompletionStage<WmmpMessage> requestBySms(
            TerminalId terminalId, Command command, DownlinkBody body, Function<Dialect, Patience> patience) {
        return platform.requestBySms(terminalId, command, body, patience);
    }

    @Override
    public boolean reachesBySms(TerminalRecord terminal) {
        return platform.reachesBySms(terminal);
    }

    @Override
    public CompletionStage<Void> publish(PlatformEvent event) {
        return platform.publish(event);
    }

    @Override
    public void addObserver(Consumer<PlatformEvent> observer) {
        platform.addObserver(observer);
    }
}
