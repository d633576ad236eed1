/**
 * The data types of Camel that turn messages into JSON, CloudEvents and objects.
 */
package io.wmmp.camel.transform;
