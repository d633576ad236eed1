/**
 * Who is let in: what to answer to REGISTER, and who may refuse a LOGIN. For users to implement.
 */
package io.wmmp.platform.admission;
