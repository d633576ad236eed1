package io.wmmp.docs;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.wmmp.docs.Docs.Snippet;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.FixedField;
import io.wmmp.protocol.Tag;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;
import io.wmmp.security.KeyProof;
import io.wmmp.session.DropReason;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code docs/protocol.md} says is what the code does, as far as that can be read off the page. */
class ProtocolPageTest {

    private static final String PAGE = Docs.read("protocol.md");
    private static final WmmpCodec CODEC = new WmmpCodec(Dialect.load(Dialect.DEFAULT));
    private static final Credentials CREDENTIALS = new Credentials("490154203237518", "001010123456789", "UPLINKPW", "DOWNLNKP",
            null);
    private static final long TIMESTAMP = 0x5F5E1000L;
    private static final Set<Command> UNSIGNED = Set.of(Command.REGISTER, Command.REGISTER_ACK, Command.HEART_BEAT);
    private static final Set<Command> OF_THE_PLATFORM = Set.of(Command.CONFIG_SET, Command.CONFIG_GET);

    static Stream<Snippet> frames() {
        return Docs.snippets("hex").stream();
    }

    @ParameterizedTest
    @MethodSource("frames")
    void framesAreRight(Snippet snippet) {
        WmmpMessage message = CODEC.decode(bytes(snippet.text()));
        Command command = message.command();

        assertThat(CODEC.writeBody(command, CODEC.readBody(message))).isEqualTo(message.body());
        assertThat(message.hasDigest()).isEqualTo(!UNSIGNED.contains(command));
        if (message.hasDigest()) {
            boolean down = command.isAnswer() != OF_THE_PLATFORM.contains(command.request());
            assertThat(Digests.verify(message, command == Command.LOGIN ? 0 : TIMESTAMP, CREDENTIALS,
                    down ? Direction.DOWNLINK : Direction.UPLINK, CODEC.dialect())).isTrue();
        }
    }

    @Test
    void framesShowTheWholeConversation() {
        assertThat(frames().map(snippet -> CODEC.decode(bytes(snippet.text())).command())).contains(Command.REGISTER,
                Command.REGISTER_ACK, Command.LOGIN, Command.LOGIN_ACK, Command.CONFIG_TRAP, Command.CONFIG_TRAP_ACK,
                Command.HEART_BEAT, Command.HEART_BEAT_ACK, Command.TRANSPARENT_DATA, Command.TRANSPARENT_DATA_ACK,
                Command.CONFIG_SET, Command.CONFIG_SET_ACK, Command.CONFIG_GET, Command.CONFIG_GET_ACK, Command.LOGOUT,
                Command.LOGOUT_ACK);
    }

    @Test
    void registerProvesTheKeys() {
        WmmpMessage register = frames().map(snippet -> CODEC.decode(bytes(snippet.text())))
                .filter(message -> message.command() == Command.REGISTER).findFirst().orElseThrow();

        assertThat(KeyProof.UPLINK_PASSWORD.matches(register.tlv(0xE026), CREDENTIALS, KeyProof.NEVER)).isTrue();
        assertThat(KeyProof.DOWNLINK_PASSWORD.matches(register.tlv(0xE029), CREDENTIALS, KeyProof.NEVER)).isTrue();
    }

    @Test
    void theDigestIsWorkedOutRightly() throws Exception {
        byte[] digest = MessageDigest.getInstance("MD5").digest(bytes(Docs.snippets("bytes").get(0).text()));

        assertThat(PAGE).contains("and gives `" + HexFormat.of().withUpperCase().formatHex(digest) + "`");
    }

    @ParameterizedTest
    @EnumSource(Command.class)
    void everyCommandHasItsNumberAndFields(Command command) {
        String row = PAGE.lines().filter(line -> line.startsWith("| " + command.request() + " | ")).findFirst().orElseThrow();

        assertThat(row).contains(Tag.key(command.request().id()));
        assertThat(command.fixedFields().stream().map(FixedField::name)).allSatisfy(name -> assertThat(row).contains(name));
    }

    @ParameterizedTest
    @EnumSource(DropReason.class)
    void everyReasonForSilenceIsNamed(DropReason reason) {
        assertThat(PAGE).contains(reason.name());
    }

    @Test
    void tagsAreThoseOfTheDictionary() {
        Pattern row = Pattern.compile("(?m)^\\| (0x[0-9A-F]{4}) \\| `([a-z0-9_]+)` \\|");
        List<String> rows = row.matcher(PAGE).results().map(match -> {
            assertThat(CODEC.dialect().tags().byNumber(Integer.decode(match.group(1))).name()).isEqualTo(match.group(2));
            return match.group(1);
        }).toList();

        assertThat(rows).hasSizeGreaterThan(10);
        assertThat(PAGE).contains("The " + CODEC.dialect().tags().tags().size() + " tags that are known");
    }

    @Test
    void everyReadingIsListed() {
        Set<String> used = Pattern.compile("\\[(R\\d+)]").matcher(PAGE).results().map(match -> match.group(1))
                .collect(Collectors.toSet());

        assertThat(used).allSatisfy(reading -> assertThat(PAGE).contains("| " + reading + " |"));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }
}
