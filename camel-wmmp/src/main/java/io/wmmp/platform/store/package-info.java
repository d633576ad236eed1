/**
 * What must outlive the process, gathered: the parts that other packages define, and sessions. For users to implement; the one
 * in memory is the default.
 */
package io.wmmp.platform.store;
