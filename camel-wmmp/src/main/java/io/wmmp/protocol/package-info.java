/**
 * The wire: messages, commands, tags, dialects and the codec. Pure functions that know nothing but the JDK, for users at both
 * ends and for those who need no component at all.
 */
package io.wmmp.protocol;
