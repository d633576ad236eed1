/**
 * What a platform keeps, in a database: {@link io.wmmp.jdbc.JdbcPlatformStore} is the way in for users. Its libraries are
 * optional.
 */
package io.wmmp.jdbc;
