package io.wmmp.protocol;

import java.util.List;

import static io.wmmp.protocol.FixedField.ascii;
import static io.wmmp.protocol.FixedField.data;
import static io.wmmp.protocol.FixedField.uint16;
import static io.wmmp.protocol.FixedField.uint32;
import static io.wmmp.protocol.FixedField.uint8;

/**
 * The messages of WMMP: each request and, under the request's number with the top bit set, its answer. Each constant
 * knows the fixed fields that stand before the TLVs of its body (protocol reference, sections 1 and 8 to 15).
 * <p>
 * Number 0x0009 is not used by the protocol and has no constant.
 */
public enum Command {
    LOGIN(0x0001, ascii("software_version", 8), uint32("sync_crc32")),
    LOGIN_ACK(0x8001, uint8("result"), uint32("timestamp").absentAllowed()),
    LOGOUT(0x0002, uint8("reason")),
    LOGOUT_ACK(0x8002),
    HEART_BEAT(0x0003),
    HEART_BEAT_ACK(0x8003),
    TRANSPARENT_DATA(0x0004, uint16("crc16")),
    TRANSPARENT_DATA_ACK(0x8004, uint8("result")),
    CONFIG_GET(0x0005),
    CONFIG_GET_ACK(0x8005, uint8("result")),
    CONFIG_SET(0x0006),
    CONFIG_SET_ACK(0x8006, uint8("result")),
    CONFIG_TRAP(0x0007),
    CONFIG_TRAP_ACK(0x8007, uint8("result")),
    REGISTER(0x0008, uint8("operation"), ascii("imei", 16), ascii("imsi", 15)),
    REGISTER_ACK(0x8008, uint8("result"), ascii("assigned_terminal_id", 16).absentAllowed()),
    CONFIG_REQ(0x000A),
    CONFIG_REQ_ACK(0x800A, uint8("result")),
    REMOTE_CTRL(0x000B),
    REMOTE_CTRL_ACK(0x800B, uint8("result")),
    DOWNLOAD_INFO(0x000C),
    DOWNLOAD_INFO_ACK(0x800C, uint8("result")),
    FILE_REQ(0x000D, uint32("transaction_id"), uint8("status"), uint32("offset"), uint16("block_size")),
    FILE_REQ_ACK(0x800D, uint32("transaction_id"), uint8("status"), uint16("crc16"), uint32("offset"), uint16("length"),
            data("data", "length")),
    SECURITY_CONFIG(0x000E, uint8("operation")),
    SECURITY_CONFIG_ACK(0x800E, uint8("result")),
    TRANSPARENT_CMD(0x000F),
    TRANSPARENT_CMD_ACK(0x800F, uint8("result"));

    private static final int ANSWER_BIT = 0x8000;
    private static final Command[] REQUESTS = new Command[0x10];
    private static final Command[] ANSWERS = new Command[0x10];

    static {
        for (Command command : values()) {
            (command.isAnswer() ? ANSWERS : REQUESTS)[command.id & 0x0F] = command;
        }
    }

    private final int id;
    private final List<FixedField> fixedFields;

    Command(int id, FixedField... fixedFields) {
        this.id = id;
        this.fixedFields = List.of(fixedFields);
    }

    /** @return the number on the wire, 0 to 0xFFFF */
    public int id() {
        return id;
    }

    /** @return whether this is an answer (top bit of the number set) */
    public boolean isAnswer() {
        return (id & ANSWER_BIT) != 0;
    }

    /** @return the answer to this request; an answer gives itself */
    public Command answer() {
        return ANSWERS[id & 0x0F];
    }

    /** @return the request that this answers; a request gives itself */
    public Command request() {
        return REQUESTS[id & 0x0F];
    }

    /** @return the fields of fixed length at the start of the body, in wire order */
    public List<FixedField> fixedFields() {
        return fixedFields;
    }

    /**
     * Whether messages of this command name their values by empty TLVs instead of carrying them.
     *
     * @return true for CONFIG_GET and CONFIG_REQ
     */
    public boolean isTagList() {
        return this == CONFIG_GET || this == CONFIG_REQ;
    }

    /**
     * Finds a command by its number.
     *
     * @param  id the number on the wire, 0 to 0xFFFF
     * @return    the command, or null where the protocol has none of that number
     */
    public static Command of(int id) {
        int number = id & ~ANSWER_BIT;
        if (number < 0 || number >= REQUESTS.length) {
            return null;
        }
        return ((id & ANSWER_BIT) != 0 ? ANSWERS : REQUESTS)[number];
    }
}
