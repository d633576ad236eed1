/**
 * The starter for Spring Boot: the properties {@code camel.component.wmmp.*} and {@code camel.dataformat.wmmp.*} of an
 * application set the options of that name.
 */
package io.wmmp.springboot;
