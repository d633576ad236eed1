package io.wmmp.protocol;

import java.util.List;
import java.util.Map;

/** Which results of a dialect mean success, and which are sent. By the ordinal of the answer: they are asked for each message. */
final class ResultCodes {

    private static final String SUCCESS_PREFIX = "success.";
    private static final String FAILURE_PREFIX = "failure.";
    private static final List<Integer> SUCCESS = List.of(0);
    private static final List<Integer> FAILURE = List.of(1);

    /** The first is the one that is sent. */
    private final int[][] successes = new int[Command.values().length][];
    private final int[] failures = new int[Command.values().length];

    ResultCodes(DialectFile file) {
        Map<Command, List<Integer>> success = file.results(SUCCESS_PREFIX);
        Map<Command, List<Integer>> failure = file.results(FAILURE_PREFIX);
        for (Command answer : Command.values()) {
            successes[answer.ordinal()] = success.getOrDefault(answer, SUCCESS).stream().mapToInt(Integer::intValue).toArray();
            failures[answer.ordinal()] = failure.getOrDefault(answer, FAILURE).get(0);
            if (isSuccess(answer, failure(answer))) {
                throw new IllegalArgumentException(FAILURE_PREFIX + answer + " must not mean success: " + failure(answer));
            }
        }
    }

    boolean isSuccess(Command answer, int result) {
        for (int success : successes[answer.ordinal()]) {
            if (success == result) {
                return true;
            }
        }
        return false;
    }

    int success(Command answer) {
        return successes[answer.ordinal()][0];
    }

    int failure(Command answer) {
        return failures[answer.ordinal()];
    }
}
