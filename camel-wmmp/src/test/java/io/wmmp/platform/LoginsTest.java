package io.wmmp.platform;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

import org.junit.jupiter.api.Test;

import io.wmmp.link.Bearer;
import io.wmmp.link.FormerPeer;
import io.wmmp.link.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/** What the logins of a terminal become. */
class LoginsTest {

    private static final Peer HERE = new FormerPeer(Bearer.UDP, "192.0.2.1:1000");

    private final Login first = login(100);
    private final Login second = login(200);

    private static Login login(long timestamp) {
        return new Login(timestamp, HERE, null, TestPlatform.CREDENTIALS, null);
    }

    private static byte[] write(Logins logins) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        logins.write(TestPlatform.DIALECT, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static Logins read(byte[] bytes) throws IOException {
        return Logins.read(TestPlatform.DIALECT, new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    @Test
    void aLoginThatIsProvedIsAllThereIs() {
        Logins given = Logins.NONE.give(first).begin(first);
        assertThat(given.current()).isSameAs(first);
        assertThat(given.proved()).isNull();
        assertThat(given.canProve(first)).isTrue();
        assertThat(given.prove(first)).isSameAs(first);
        assertThat(first.canProve(first)).isFalse();
        assertThat(first.former()).isNull();
    }

    @Test
    void aRefusalKeepsItsTimestampUntilALoginIsProved() {
        Login refused = new Login(300, null, null, TestPlatform.CREDENTIALS, null);
        Logins after = first.refuse(refused);
        assertThat(after.newest()).isEqualTo(300);
        assertThat(after.withTimestamp(300)).isSameAs(refused);
        assertThat(after.current()).isSameAs(first);
        Login third = login(400);
        assertThat(after.give(third).prove(third)).isSameAs(third);
    }

    @Test
    void timestampsThatWereGivenOutAreNotGivenAgainThoughTheyAreVoid() {
        Logins both = Logins.NONE.give(first).give(second).prove(first);
        assertThat(both.current()).isSameAs(first);
        assertThat(both.canProve(second)).isFalse();
        assertThat(both.newest()).isEqualTo(200);
    }

    @Test
    void theSessionBeforeIsThereUntilAnotherIsProved() {
        Logins presumed = first.give(second).presume(second, HERE);
        assertThat(presumed.current()).isSameAs(second);
        assertThat(presumed.former()).isSameAs(first);
        assertThat(presumed.under(login -> login == first)).isSameAs(first);
        Logins back = presumed.goBack();
        assertThat(back.current()).isSameAs(first);
        assertThat(back.former()).isNull();
        assertThat(back.canProve(second)).as("it may yet be").isTrue();
        assertThat(back.prove(second)).isSameAs(second);
    }

    @Test
    void noLoginCanBeProvedAfterTheEnd() {
        Logins ended = first.give(second).end();
        assertThat(ended.current()).as("its last message may be repeated").isSameAs(first);
        assertThat(ended.proved()).isNull();
        assertThat(ended.canProve(second)).isFalse();
        assertThat(ended.newest()).isEqualTo(200);
    }

    @Test
    void noMoreThanAFewWait() {
        Logins logins = Logins.NONE;
        for (int i = 1; i <= Logins.MAX_UNPROVED + 1; i++) {
            logins = logins.give(login(i));
        }
        assertThat(logins.unproved()).extracting(Login::timestamp).containsExactly(2L, 3L, 4L, 5L);
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        assertThat(read(write(Logins.NONE)).current()).isNull();
        assertThat(read(write(first))).isInstanceOf(Login.class).extracting(Logins::newest).isEqualTo(100L);

        Logins open = first.give(second).presume(second, HERE);
        byte[] bytes = write(open);
        Logins again = read(bytes);
        assertThat(again.current().timestamp()).isEqualTo(200);
        assertThat(again.former().timestamp()).isEqualTo(100);
        assertThat(again.canProve(again.current())).isTrue();
        assertThat(again.current().peer().address()).isEqualTo(HERE.address());
        assertThat(write(again)).isEqualTo(bytes);
    }
}
