package io.wmmp.camel;

/** The end of the protocol that an endpoint is; named as in URIs. */
public enum WmmpRole {
    /** The M2M platform, to which terminals connect. */
    platform,
    /** A terminal, which connects to a platform. */
    terminal,
    /** An application (EC), which exchanges data with terminals through a platform. */
    application
}
