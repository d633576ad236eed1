package io.wmmp.session;

import org.junit.jupiter.api.Test;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.SecurityCategory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class InboxTest {

    private static final Dialect DIALECT = Dialect.load(Dialect.DEFAULT);
    private static final long REPEAT_NANOS = DIALECT.repeatTime().toNanos();

    private final Incoming request = new Incoming(
            WmmpMessage.builder(Command.CONFIG_TRAP).terminalId(TestSession.TERMINAL).build(), SecurityCategory.VERIFIED, 1, 1,
            10, null, false);

    @Test
    void whatWaitedBesideTheLineForARepeatLeavesNothingBehind() {
        Inbox inbox = Inbox.EMPTY.orNew();
        request.owed = false;
        request.keep(new Answer(new byte[0]), 0);
        assertThat(inbox.overtake(request)).isTrue();
        assertThat(inbox.withBody(10, REPEAT_NANOS, DIALECT)).isSameAs(request);
        assertThat(inbox.orEmpty()).isSameAs(inbox);
        assertThat(inbox.withBody(11, REPEAT_NANOS + 1, DIALECT)).isNull();
        assertThat(inbox.orEmpty()).isSameAs(Inbox.EMPTY);
    }

    @Test
    void thatOfAllWhichAreEmptyStaysEmpty() {
        assertThatIllegalStateException().isThrownBy(() -> Inbox.EMPTY.add(request));
        assertThatIllegalStateException().isThrownBy(() -> Inbox.EMPTY.overtake(request));
        assertThatIllegalStateException().isThrownBy(() -> Outbox.EMPTY.add(null, false));
        assertThat(Inbox.EMPTY.isFree()).isTrue();
        assertThat(Outbox.EMPTY.clear()).isEmpty();
    }
}
