package io.wmmp.session;

/** Why something that arrived was not acted upon. Each reason is counted. */
public enum DropReason {
    /** The bytes are not a WMMP message of an accepted version. */
    MALFORMED,
    /** No terminal of that id, or of that IMEI and IMSI, is known. */
    UNKNOWN_TERMINAL,
    /** No terminal of that id is logged in. */
    NOT_LOGGED_IN,
    /** The message must carry a digest and has none. */
    MISSING_DIGEST,
    /** The digest does not fit the message, the session and the password. */
    BAD_DIGEST,
    /** The policy wants the message enciphered, and it is not, or not enough of it. */
    NOT_ENCIPHERED,
    /** The message is enciphered, and the session has no key or another one, or it was enciphered in another way. */
    UNDECIPHERABLE,
    /** An unsigned message came from an address that is not the one of the session. */
    FOREIGN_ADDRESS,
    /** A signed request whose sequence number is over: a copy that the network has held back, or a replay. */
    REPLAYED,
    /** An answer for which nobody waits, or waits no longer. */
    LATE_ANSWER,
    /** A request that this end does not take. */
    UNEXPECTED,
    /** A request while this end waits for an answer; the other end repeats it. */
    BUSY,
    /** A request that looks like the one before it, for a handler that does not want such; it was answered like that. */
    DUPLICATE,
    /** More requests than the bounds allow; the other end repeats them. */
    OVERLOAD,
    /** A message of a terminal that the certificate of its connection does not name; the connection is closed. */
    FOREIGN_CERTIFICATE,
    /** A login when as many terminals have sessions as may; the terminal repeats it. */
    TOO_MANY_SESSIONS,
    /** More messages of strangers and newcomers with the registry or the admission than may be; the terminals repeat them. */
    TOO_MANY_LOOKUPS,
    /** The registry or the admission has not said anything in time; the terminal repeats its request. */
    LOOKUP_TIMEOUT,
    /** A TLS handshake of a connection that did not succeed; it is closed. */
    TLS_HANDSHAKE,
    /** A TCP connection above the number that is allowed, in all or from one address; it is closed at once. */
    TOO_MANY_CONNECTIONS,
    /** A TCP connection whose peer did not prove in time to be known, or was silent for too long; it is closed. */
    SILENT_CONNECTION,
    /** A TCP connection whose peer sent a frame too slowly, or did not read for too long; it is closed. */
    SLOW_CONNECTION,
    /** One end gave up a transfer in fragments, or the other end sent a fragment that does not fit into it. */
    FRAGMENTS_ABORTED,
    /** A body in fragments that is longer, or would take more memory in all, than the bounds allow. */
    FRAGMENTS_TOO_LONG,
    /** The registry or the admission has failed; the terminal repeats its request. */
    FAILED,
    /** The route that takes this command is suspended; the terminal repeats the request. */
    SUSPENDED,
    /** A short message that could not be handed over for delivery. */
    UNSENT
}
