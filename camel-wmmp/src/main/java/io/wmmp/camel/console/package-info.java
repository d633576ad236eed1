/**
 * The developer console of the component.
 */
package io.wmmp.camel.console;
