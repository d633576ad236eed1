package io.wmmp.protocol;

import java.util.Set;

/**
 * How bodies and session keys are enciphered: algorithm, mode, padding and length of the key. What real terminals use is
 * known in part only (protocol reference, section 6), so it is the business of the dialect.
 *
 * @param algorithm the block cipher
 * @param mode      how blocks are chained
 * @param padding   what fills the last block
 * @param keyLength bytes of the key that are used, the first ones of a longer key
 */
public record CipherSuite(Algorithm algorithm, Mode mode, Padding padding, int keyLength) {

    /** The block ciphers. */
    public enum Algorithm {
        /** Triple DES with two keys (16 bytes) or three (24 bytes). */
        TRIPLE_DES("3des", 8, 16, 24),
        /** AES with 16, 24 or 32 bytes. */
        AES("aes", 16, 16, 24, 32);

        private final String key;
        private final int blockLength;
        private final Set<Integer> keyLengths;

        Algorithm(String key, int blockLength, Integer... keyLengths) {
            this.key = key;
            this.blockLength = blockLength;
            this.keyLengths = Set.of(keyLengths);
        }

        /** @return bytes of a block */
        public int blockLength() {
            return blockLength;
        }

        /** The name in a dialect file. */
        @Override
        public String toString() {
            return key;
        }
    }

    /** How blocks are chained. */
    public enum Mode {
        /** Each block by itself, as the module stack has it: equal blocks look equal. */
        ECB,
        /** Chained, with a random first block that is sent before the ciphertext. */
        CBC,
        /** Counted and authenticated, with a random nonce that is sent before the ciphertext. */
        GCM
    }

    /** What fills the last block. */
    public enum Padding {
        /** Zeros, as few as fill the block; the receiver knows them by the tag 0x0000. */
        ZERO,
        /** Bytes that say their number. */
        PKCS5,
        /** Nothing: the mode takes any length. */
        NONE
    }

    /**
     * @throws IllegalArgumentException when these do not go together, naming the key of the dialect file
     */
    public CipherSuite {
        if (!algorithm.keyLengths.contains(keyLength)) {
            throw new IllegalArgumentException("cipher.key-length: " + algorithm + " takes "
                    + algorithm.keyLengths.stream().sorted().toList() + " bytes, not " + keyLength);
        }
        if (mode == Mode.GCM && algorithm != Algorithm.AES) {
            throw new IllegalArgumentException("cipher.mode: gcm goes with aes alone");
        }
        if ((mode == Mode.GCM) != (padding == Padding.NONE)) {
            throw new IllegalArgumentException("cipher.padding: none goes with gcm and gcm with none");
        }
    }
}
