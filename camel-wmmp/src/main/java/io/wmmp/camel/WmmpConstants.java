package io.wmmp.camel;

import org.apache.camel.Exchange;
import org.apache.camel.spi.Metadata;

/** Names of the headers and properties of WMMP exchanges. */
public final class WmmpConstants {

    /** What the message says, for instance TRANSPARENT_DATA. */
    @Metadata(label = "common", description = "The command: what the message says. Producers send TRANSPARENT_DATA without it.",
            javaType = "String", enums = "TRANSPARENT_DATA,TRANSPARENT_CMD,CONFIG_GET,CONFIG_SET,CONFIG_TRAP,CONFIG_REQ,"
                    + "REMOTE_CTRL,DOWNLOAD_INFO,FILE_REQ,SECURITY_CONFIG,REGISTER,LOGIN,LOGOUT,HEART_BEAT")
    public static final String COMMAND = "CamelWmmpCommand";
    /** The serial number of the terminal, 16 characters. */
    @Metadata(label = "common", description = "The serial number of the terminal, 16 characters. Producers of the platform send"
            + " to this terminal.",
            javaType = "String")
    public static final String TERMINAL_ID = "CamelWmmpTerminalId";
    /** The number that request and answer share. */
    @Metadata(label = "consumer", description = "The sequence number, 0 to 4294967295.", javaType = "Long")
    public static final String SEQUENCE_NUMBER = "CamelWmmpSequenceNumber";
    /** The version field of the header. */
    @Metadata(label = "consumer", description = "The version field of the message header; 768 (0x0300) is version 3.0.",
            javaType = "Integer")
    public static final String PROTOCOL_VERSION = "CamelWmmpProtocolVersion";
    /** How the message was protected. */
    @Metadata(label = "consumer", description = "How the message was protected.", javaType = "String",
            enums = "COMMON,VERIFIED,ENCRYPTED,FULLY_ENCRYPTED")
    public static final String SECURITY = "CamelWmmpSecurity";
    /** What carried the message. */
    @Metadata(label = "consumer", description = "What carried the message.", javaType = "String", enums = "UDP,TCP,SMS")
    public static final String BEARER = "CamelWmmpBearer";
    /** Where the message came from. */
    @Metadata(label = "consumer", description = "Where the message came from, host:port or a telephone number.",
            javaType = "String")
    public static final String REMOTE_ADDRESS = "CamelWmmpRemoteAddress";
    /** The terminal from which forwarded data came. */
    @Metadata(label = "consumer", description = "The terminal from which forwarded data came.", javaType = "String")
    public static final String SOURCE_TERMINAL_ID = "CamelWmmpSourceTerminalId";
    /** The terminal that shall get the data. */
    @Metadata(label = "common", description = "The terminal that shall get the data. Producers of a terminal send it along;"
            + " producers of the platform send business data there, from the terminal CamelWmmpTerminalId where that is given.",
            javaType = "String")
    public static final String DESTINATION_TERMINAL_ID = "CamelWmmpDestinationTerminalId";
    /** The application from which forwarded data came. */
    @Metadata(label = "consumer", description = "The code of the application (EC) from which forwarded data came.",
            javaType = "String")
    public static final String SOURCE_EC_CODE = "CamelWmmpSourceEcCode";
    /** The application that shall get the data. */
    @Metadata(label = "common",
            description = "The code of the application (EC) that shall get the data. Producers of a terminal"
                    + " send it along; producers of the platform send business data there where no terminal is named.",
            javaType = "String")
    public static final String DESTINATION_EC_CODE = "CamelWmmpDestinationEcCode";
    /** When the message came; Camel's own header. */
    @Metadata(label = "consumer", description = "When the message came, in milliseconds since 1970.", javaType = "Long")
    public static final String MESSAGE_TIMESTAMP = Exchange.MESSAGE_TIMESTAMP;
    /** Whether the message may be a repeat of the one before it. */
    @Metadata(label = "consumer", description = "True when the message looks like the one answered just before, under another"
            + " number: a repeat or a second equal message, nobody can tell. Absent"
            + " otherwise.",
            javaType = "Boolean")
    public static final String POSSIBLE_DUPLICATE = "CamelWmmpPossibleDuplicate";
    /** What a producer shall do. */
    @Metadata(label = "producer", description = "What the producer does with this exchange, in place of the option operation.",
            javaType = "String",
            enums = "send,reset,clearKeys,configure,forward,getTwin,updateDesired,replaceDesired,putFirmware,"
                    + "listFirmware,removeFirmware,showDownload,startCampaign,showCampaign,stopCampaign")
    public static final String OPERATION = "CamelWmmpOperation";
    /** Whether to replace the secrets of the terminal. */
    @Metadata(label = "producer",
            description = "With the command SECURITY_CONFIG at wmmp:platform: true to replace passwords and"
                    + " base key of the terminal by new ones that the platform makes. The exchange goes on when the terminal has"
                    + " logged in with them.",
            javaType = "Boolean")
    public static final String ROTATE_KEYS = "CamelWmmpRotateKeys";
    /** Whether to try a command now instead of queueing it. */
    @Metadata(label = "producer",
            description = "At wmmp:platform: whether a command is tried now instead of waiting for its terminal; overrides the"
                    + " option force.",
            javaType = "Boolean")
    public static final String FORCE = "CamelWmmpForce";
    /** Whether to wake the terminal up. */
    @Metadata(label = "producer",
            description = "At wmmp:platform: whether a terminal that the command cannot reach at the moment is told by short"
                    + " message to log in; overrides the option wakeUp.",
            javaType = "Boolean")
    public static final String WAKE_UP = "CamelWmmpWakeUp";
    /** The place of the command in the queue of its terminal. */
    @Metadata(label = "producer",
            description = "Set by producers of wmmp:platform for a command that was queued and is not answered yet: its place in"
                    + " the queue of its terminal, from 1, which is next or under way. With InOut, where the answer has not"
                    + " come in time, the place at that moment.",
            javaType = "Integer")
    public static final String QUEUE_POSITION = "CamelWmmpQueuePosition";
    /** Names a command that is or was queued. */
    @Metadata(label = "common",
            description = "Names a command that was queued: set by producers of wmmp:platform, and in the events about that"
                    + " command.",
            javaType = "Long")
    public static final String COMMAND_ID = "CamelWmmpCommandId";
    /** The name of a firmware. */
    @Metadata(label = "common", description = "The name of a firmware: what operations of wmmp:platform are about, and what the"
            + " command DOWNLOAD_INFO without a body offers; set in the events about a download, and for files that a terminal"
            + " has fetched.",
            javaType = "String")
    public static final String FIRMWARE = "CamelWmmpFirmware";
    /** The version of a firmware. */
    @Metadata(label = "common", description = "The version of a firmware, for the operation putFirmware; set where"
            + " CamelWmmpFirmware is set.",
            javaType = "String")
    public static final String FIRMWARE_VERSION = "CamelWmmpFirmwareVersion";
    /** Where a firmware is. */
    @Metadata(label = "producer",
            description = "For the operation putFirmware: where the file is, as a resource of Camel such as"
                    + " classpath:app.bin or file:app.bin. By default it is the body.",
            javaType = "String")
    public static final String FIRMWARE_RESOURCE = "CamelWmmpFirmwareResource";
    /** Names a campaign. */
    @Metadata(label = "producer", description = "Names a campaign: set by the operation startCampaign, read by showCampaign and"
            + " stopCampaign.",
            javaType = "String")
    public static final String CAMPAIGN = "CamelWmmpCampaign";
    /** What happened to the terminal. */
    @Metadata(label = "consumer",
            description = "What happened to the terminal, for consumers of wmmp:platform with the option events; DOWNLOADED"
                    + " also for a file that a terminal has fetched, at the consumer of that terminal.",
            javaType = "String",
            enums = "REGISTERED,ONLINE,MOVED,OFFLINE,COMMAND_ANSWERED,COMMAND_EXPIRED,DOWNLOADED,"
                    + "DOWNLOAD_FAILED,"
                    + "COMMAND_EXECUTED,TWIN_IN_SYNC,TWIN_REFUSED")
    public static final String EVENT = "CamelWmmpEvent";
    /** The result code of the answer. */
    @Metadata(label = "common", description = "The result code of the answer, also in the event COMMAND_ANSWERED.",
            javaType = "Integer")
    public static final String RESULT = "CamelWmmpResult";
    /** The result code to give. */
    @Metadata(label = "consumer",
            description = "Set by a route: the result code to give to the sender when the route ends; with"
                    + " a map as body, that becomes the body of the answer.",
            javaType = "Integer")
    public static final String ANSWER = "CamelWmmpAnswer";

    /** The telephone number from which a short message comes. */
    @Metadata(label = "common", description = "At the endpoints smsFrom and smsTo: the telephone number from which the short"
            + " message comes. Absent at smsTo where smsNumber is not known.",
            javaType = "String")
    public static final String SMS_SOURCE = "CamelWmmpSmsSource";
    /** The telephone number to which a short message goes. */
    @Metadata(label = "common", description = "At the endpoints smsFrom and smsTo: the telephone number to which the short"
            + " message goes.",
            javaType = "String")
    public static final String SMS_DESTINATION = "CamelWmmpSmsDestination";

    /** Exchange property: the whole message as {@link io.wmmp.protocol.WmmpMessage}. */
    public static final String MESSAGE = "CamelWmmpMessage";
    /** Exchange property: the {@link io.wmmp.protocol.Dialect} in which that message was read. */
    public static final String DIALECT = "CamelWmmpDialect";

    private WmmpConstants() {
    }
}
