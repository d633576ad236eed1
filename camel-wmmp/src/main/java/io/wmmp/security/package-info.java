/**
 * Secrets and what is proved and hidden with them: digests, ciphers, keys, and which message needs what.
 */
package io.wmmp.security;
