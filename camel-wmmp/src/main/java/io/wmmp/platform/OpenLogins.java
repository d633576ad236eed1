package io.wmmp.platform;

import java.util.List;

/** The {@link Logins} of a session in which more is open than one login that is proved. */
record OpenLogins(Login current, Login proved, List<Login> unproved, Login refused, long newest) implements Logins {
}
