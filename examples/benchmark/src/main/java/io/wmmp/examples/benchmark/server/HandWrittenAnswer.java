package io.wmmp.examples.benchmark.server;

/** What an integrator would write who needs no more than an answer: the header of the request turned round, and a result. */
final class HandWrittenAnswer {

    private static final int HEADER = 28;
    private static final int OFFSET_COMMAND = 2;
    private static final int OFFSET_FLAG = 10;
    private static final byte ANSWER_BIT = (byte) 0x80;
    private static final int HEART_BEAT = 0x03;

    private HandWrittenAnswer() {
    }

    /**
     * @param  request a frame
     * @param  room    the bytes to leave free at the end
     * @return         the frame that answers it, without digest
     */
    static byte[] to(byte[] request, int room) {
        int result = request[OFFSET_COMMAND + 1] == HEART_BEAT ? 0 : 1;
        byte[] answer = new byte[HEADER + result + room];
        System.arraycopy(request, 0, answer, 0, HEADER);
        answer[0] = 0;
        answer[1] = (byte) answer.length;
        answer[OFFSET_COMMAND] |= ANSWER_BIT;
        answer[OFFSET_FLAG] = 0;
        return answer;
    }
}
