/**
 * Who is known: terminals and applications as they were provisioned. The registries are interfaces for users to implement.
 */
package io.wmmp.platform.registry;
