/**
 * The events that a conversation leaves in the JDK Flight Recorder.
 */
package io.wmmp.session.flight;
