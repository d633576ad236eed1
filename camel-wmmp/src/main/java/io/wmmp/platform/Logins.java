package io.wmmp.platform;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.wmmp.link.Peer;
import io.wmmp.protocol.Dialect;
import io.wmmp.security.Credentials;
import io.wmmp.security.SecurityCategory;
import io.wmmp.security.SessionCipher;

/**
 * The logins of one terminal that still mean something. A LOGIN may be a replay until a message comes that is signed with
 * its timestamp, which proves it. So nothing that was given out is taken back before one of the logins is proved: not the
 * timestamps of others that are not proved either, nor that of the session before, when a login counts without proof.
 * <p>
 * Which logins these are does not change: what happens gives the logins from then on. Where nothing is left but one that is
 * proved, that {@link Login} itself is all there is.
 */
sealed interface Logins permits Login, OpenLogins {

    /** Before the first. */
    Logins NONE = new OpenLogins(null, null, List.of(), null, 0);

    /** Logins that may wait for their proof. One for each kind of session key and each set of secrets. */
    int MAX_UNPROVED = 4;

    /** What the session goes by: what the platform sends is signed with its timestamp. Null before there is one. */
    Login current();

    /** The login of the session that was proved last; the current one, or one that may turn out to be still in use. Or null. */
    Login proved();

    /** Those that wait for their proof, the current one perhaps among them. */
    List<Login> unproved();

    /** The last LOGIN that was refused: its answer is signed under a timestamp of its own. Null where that is over. */
    Login refused();

    /** The latest timestamp that was given out. */
    long newest();

    private static Logins of(Login current, Login proved, List<Login> unproved, Login refused, long newest) {
        boolean nothingElse = current != null && current == proved && unproved.isEmpty() && refused == null
                && newest == current.timestamp();
        return nothingElse ? current : new OpenLogins(current, proved, unproved, refused, newest);
    }

    /** The login that a message was signed under, or null. */
    default Login under(Predicate<Login> signed) {
        Login now = current();
        Login last = proved();
        if (now != null && signed.test(now)) {
            return now;
        }
        if (last != null && last != now && signed.test(last)) {
            return last;
        }
        return unproved().stream().filter(login -> login != now && signed.test(login)).findFirst().orElse(null);
    }

    /**
     * What another LOGIN gets that wants the same kind of key and was signed with the same secrets: the timestamp and the key
     * of one that is not proved yet, whichever peer that came from. Whoever knows the password proves it; nobody can make it
     * void by logging in once more.
     */
    default Login unproved(SessionCipher granted, Credentials signer, SecurityCategory security) {
        return unproved().stream().filter(login -> login.security() == security && login.isOfKind(granted, signer)).findFirst()
                .orElse(null);
    }

    /** A login has got a timestamp of its own. */
    default Logins give(Login login) {
        List<Login> waiting = new ArrayList<>(unproved());
        if (waiting.size() == MAX_UNPROVED) {
            waiting.remove(0);
        }
        waiting.add(login);
        return of(current(), proved(), List.copyOf(waiting), refused(), login.timestamp());
    }

    /** A LOGIN is refused, with a timestamp of its own. */
    default Logins refuse(Login login) {
        return of(current(), proved(), unproved(), login, login.timestamp());
    }

    /** A login counts that nobody has proved; the proved session, last heard at a place, may still be in use. */
    default Logins presume(Login login, Peer lastHeardAt) {
        if (proved() != null && proved() == current()) {
            proved().isAt(lastHeardAt);
        }
        login.counts();
        return of(login, proved(), unproved(), refused(), newest());
    }

    /** A login is the only one that counts. Nothing of an earlier session is valid any more. */
    default Logins begin(Login login) {
        login.counts();
        return of(login, null, List.of(login), refused(), newest());
    }

    /** Whether a login can be proved: it has not been yet, and is not void. */
    default boolean canProve(Login login) {
        return unproved().contains(login);
    }

    /** A login is proved; all others are void. */
    default Logins prove(Login login) {
        return of(login, login, List.of(), null, newest());
    }

    /** The proved session is in use after all, though another login has counted since. */
    default Logins goBack() {
        return of(proved(), proved(), unproved(), refused(), newest());
    }

    /** The session has ended: none of its logins can be proved any more. Its last message may be repeated. */
    default Logins end() {
        return of(current(), null, List.of(), refused(), newest());
    }

    /** The proved session, while a login counts that is not proved; otherwise null. */
    default Login former() {
        return proved() == current() ? null : proved();
    }

    /** Whether a login that is not proved yet came from there. */
    default boolean isExpectedAt(Peer peer) {
        return unproved().stream().anyMatch(login -> login.peer().equals(peer));
    }

    /** The login that got a timestamp; the current one where that is void meanwhile. */
    default Login withTimestamp(long timestamp) {
        return Stream.concat(Stream.ofNullable(refused()), unproved().stream()).filter(login -> login.timestamp() == timestamp)
                .findFirst().orElse(current());
    }

    /** The login that the terminal knows which is at a place other than that of the session. */
    default Login at(Peer peer) {
        Login there = null;
        for (Login login : unproved()) {
            there = login.peer().equals(peer) ? login : there;
        }
        if (there != null) {
            return there;
        }
        Login former = former();
        return former != null && former.peer().equals(peer) ? former : current();
    }

    /** Gives those that are at a place that was left with an earlier process another one. */
    default void replacePeers(UnaryOperator<Peer> replacement) {
        all().forEach(login -> login.isAt(replacement.apply(login.peer())));
    }

    private List<Login> all() {
        return Stream.concat(unproved().stream(), Stream.of(current(), proved()).filter(Objects::nonNull)).distinct().toList();
    }

    /** Writes what a session needs to go on. */
    default void write(Dialect dialect, DataOutputStream out) throws IOException {
        List<Login> all = all();
        out.writeLong(newest());
        out.writeByte(all.size());
        for (Login login : all) {
            login.writeItself(dialect, out);
        }
        out.writeByte(indexOf(current(), all));
        out.writeByte(indexOf(proved(), all));
        out.writeByte(unproved().size());
        for (Login login : unproved()) {
            out.writeByte(indexOf(login, all));
        }
    }

    private static int indexOf(Login login, List<Login> all) {
        return login == null ? -1 : all.indexOf(login);
    }

    /** Takes over what {@link #write} has written. */
    static Logins read(Dialect dialect, DataInputStream in) throws IOException {
        long newest = in.readLong();
        List<Login> all = new ArrayList<>();
        for (int count = in.readByte(); count > 0; count--) {
            all.add(Login.readOne(dialect, in));
        }
        Login current = at(in.readByte(), all);
        Login proved = at(in.readByte(), all);
        List<Login> waiting = new ArrayList<>();
        for (int count = in.readByte(); count > 0; count--) {
            waiting.add(all.get(in.readByte()));
        }
        return of(current, proved, List.copyOf(waiting), null, newest);
    }

    private static Login at(int index, List<Login> all) {
        return index < 0 ? null : all.get(index);
    }
}
