/**
 * UDP, TCP and SMS as the same thing: a {@link io.wmmp.link.Peer} to send a frame to, and a
 * {@link io.wmmp.link.FrameListener} that hears frames. All sockets of the library are here.
 */
package io.wmmp.link;
