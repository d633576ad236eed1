/**
 * Health checks of listeners, platforms and terminals.
 */
package io.wmmp.camel.health;
