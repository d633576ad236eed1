package io.wmmp.session;

import java.util.Arrays;

import io.wmmp.protocol.Fragment;
import io.wmmp.session.Assembly.Progress;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

class PartsPropertiesTest {

    private static final int MAX = 10_240;

    private final FragmentMemory memory = new FragmentMemory(FragmentMemory.DEFAULT_MAX);

    @Property
    void whatIsCutAndGatheredIsTheSame(@ForAll @Size(min = 2, max = 3000) byte[] body,
            @ForAll @IntRange(min = 1, max = 1000) int size) {
        Parts parts = new Parts(body, size);
        Assembly assembly = new Assembly(parts.part(1), MAX, memory);
        for (int number = 1; number <= parts.total(); number++) {
            Fragment part = parts.part(number);
            assertThat(part.data().length).isBetween(1, size);
            assertThat(assembly.add(part)).isEqualTo(number < parts.total() ? Progress.ADDED : Progress.COMPLETE);
        }
        assertThat(memory.used()).isEqualTo(body.length + Assembly.OVERHEAD);
        assertThat(assembly.take()).isEqualTo(body);
        assembly.free();
        assertThat(memory.used()).isZero();
    }

    /** They divide the length by the size and add one. */
    @Property
    void realTerminalsMayEndWithAnEmptyPart(@ForAll @IntRange(min = 1, max = 50) int size,
            @ForAll @IntRange(min = 1, max = 20) int full) {
        byte[] body = new byte[size * full];
        Arrays.fill(body, (byte) 7);
        int total = body.length / size + 1;
        Assembly assembly = new Assembly(Fragment.part(0, total, 1, body), MAX, memory);
        for (int number = 1; number < total; number++) {
            assertThat(assembly.add(Fragment.part(0, total, number, Arrays.copyOf(body, size)))).isEqualTo(Progress.ADDED);
        }
        assertThat(assembly.add(Fragment.part(0, total, total, new byte[0]))).isEqualTo(Progress.COMPLETE);
        assertThat(assembly.take()).isEqualTo(body);
        assembly.free();
    }

    @Property
    void anythingButTheNextPartLeavesAnAssemblyAsItWas(@ForAll @IntRange(min = 0, max = 3) int transaction,
            @ForAll @IntRange(min = 0, max = 5) int total, @ForAll @IntRange(min = 0, max = 6) int number,
            @ForAll @IntRange(min = 1, max = 4) int received) {
        Parts parts = new Parts(new byte[] { 1, 2, 3, 4 }, 1);
        Assembly assembly = new Assembly(parts.part(1), MAX, memory);
        for (int i = 1; i <= received; i++) {
            assembly.add(parts.part(i));
        }
        Fragment part = Fragment.part(transaction, total, number, new byte[] { (byte) number });
        boolean next = transaction == 0 && total == 4 && number == received + 1 && number <= 4;
        Progress progress = assembly.add(part);
        assertThat(progress == Progress.ADDED || progress == Progress.COMPLETE).isEqualTo(next);
        assertThat(assembly.received()).isEqualTo(next ? received + 1 : received);
        if (transaction == 0 && total == 4 && number >= 1 && number <= received) {
            assertThat(progress).isEqualTo(number == received ? Progress.REPEATED : Progress.LATE);
        } else if (!next) {
            assertThat(progress).isEqualTo(Progress.WRONG);
        }
        assembly.free();
        assertThat(memory.used()).isZero();
    }
}
