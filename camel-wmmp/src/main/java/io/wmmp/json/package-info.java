/**
 * The JSON form of messages: {@link io.wmmp.json.WmmpModule} teaches it to Jackson.
 */
package io.wmmp.json;
