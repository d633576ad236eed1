package io.wmmp.link;

/** What carries frames between terminal and platform (protocol reference, section 16). */
public enum Bearer {
    /** One frame a datagram. */
    UDP,
    /** Frames one after the other, told apart by their length field. */
    TCP,
    /** One frame a short message; never signed, never repeated. */
    SMS
}
