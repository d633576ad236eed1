/**
 * What all ends share: {@link io.wmmp.session.Session}, one conversation with one request at a time each way, its repeats,
 * duplicates, fragments and timers, and the counters of what became of messages.
 */
package io.wmmp.session;
