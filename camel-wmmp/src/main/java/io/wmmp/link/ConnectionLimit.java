package io.wmmp.link;

/** The limit for which a TCP connection was refused or ended. */
public enum ConnectionLimit {
    /** There were as many connections as allowed. */
    CONNECTIONS,
    /** There were as many connections from its source address as allowed. */
    CONNECTIONS_PER_ADDRESS,
    /** Its peer did not prove in time to be known. */
    HANDSHAKE_TIME,
    /** Nothing came over it for too long. */
    IDLE_TIME,
    /** A frame had begun and did not end in time. */
    FRAME_TIME,
    /** Its peer did not read for too long. */
    WRITE_TIME
}
