package io.wmmp.terminal;

import java.nio.file.Path;

/**
 * A file that a terminal has fetched from its platform, whole and verified.
 *
 * @param path    where it is
 * @param name    its name, as the platform has it; made harmless where it is none for a file
 * @param version its version, as the platform has it
 * @param size    its bytes
 */
public record DownloadedFile(Path path, String name, String version, long size) {
}
