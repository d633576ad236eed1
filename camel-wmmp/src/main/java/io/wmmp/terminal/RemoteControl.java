package io.wmmp.terminal;

import java.util.List;
import java.util.Set;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpMessage;

/**
 * The remote controls that a terminal carries out itself: it answers first and acts then (protocol reference, behaviour,
 * section 12).
 */
final class RemoteControl {

    private static final int REBOOT = 2;
    static final int LOGIN = 3;
    private static final int REPORT_STATISTICS = 4;
    private static final int RESET_STATISTICS = 5;
    private static final int FACTORY_RESET = 0x0A;
    private static final int REPORT_SYNC_TAGS = 0x0B;
    private static final int ENCIPHERED_LOGIN = 0x0D;
    private static final int TAG_REMOTE_COMMAND = 0x4001;
    /** Those that concern the protocol alone; the others concern the device, which a route may know better. */
    private static final Set<Integer> OF_THE_PROTOCOL = Set.of(LOGIN, REPORT_STATISTICS, RESET_STATISTICS, REPORT_SYNC_TAGS);

    private final Terminal terminal;
    private final TerminalStore store;
    private final ConfigDesk config;
    /** What was taken last, until it has been answered. */
    private volatile WmmpMessage taken;

    RemoteControl(Terminal terminal, TerminalStore store, ConfigDesk config) {
        this.terminal = terminal;
        this.store = store;
        this.config = config;
    }

    /** Whether this is one that a terminal carries out even where a route takes all that is left to it. */
    boolean comesFirst(WmmpMessage request) {
        int command = commandOf(request);
        return OF_THE_PROTOCOL.contains(command) || command == ENCIPHERED_LOGIN && store.canEncipher();
    }

    /** Takes a remote control; gives the tags at fault, none where it will be carried out. */
    List<Tlv> take(WmmpMessage request) {
        List<Tlv> others = request.tlvs().stream().filter(tlv -> tlv.tag() != TAG_REMOTE_COMMAND).toList();
        int command = commandOf(request);
        boolean known = comesFirst(request) || command == REBOOT || command == FACTORY_RESET;
        if (!known) {
            return request.tlvs();
        }
        if (others.isEmpty()) {
            taken = request;
        }
        return others;
    }

    /** A remote control has its answer. */
    void answered(WmmpMessage request) {
        boolean own = taken == request;
        taken = null;
        int command = commandOf(request);
        if (command == LOGIN) {
            // also one whose messages a route answers must wake up
            terminal.wakenUp();
        } else if (own) {
            carryOut(command, request);
        }
    }

    private void carryOut(int command, WmmpMessage request) {
        switch (command) {
            case REBOOT -> terminal.reset();
            case REPORT_STATISTICS -> terminal.statistics().report();
            case RESET_STATISTICS -> {
                terminal.statistics().reset();
                config.reportDone(request);
            }
            case FACTORY_RESET -> {
                store.forgetSettings();
                terminal.saveState();
                terminal.begin(NewSession.SETTINGS);
            }
            case REPORT_SYNC_TAGS -> terminal.request(Command.CONFIG_TRAP,
                    terminal.codec().writeBody(Command.CONFIG_TRAP, store.read(store.syncTags())), terminal.patience());
            case ENCIPHERED_LOGIN -> {
                store.configure(List.of(Tlv.of(TerminalStore.ENCRYPTION_IN_USE, new byte[] { 1 })));
                terminal.saveState();
                terminal.begin(NewSession.ENCIPHERMENT);
            }
            default -> throw new IllegalStateException("Remote control " + command + " was taken by mistake");
        }
    }

    /** The value of 0x4001, or -1 where it is missing. */
    static int commandOf(WmmpMessage request) {
        Tlv value = request.command() == Command.REMOTE_CTRL ? request.tlv(TAG_REMOTE_COMMAND) : null;
        return value == null || value.length() != 1 ? -1 : value.value()[0];
    }
}
