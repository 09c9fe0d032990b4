package io.mes.storage.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/** A compressed tar file in an artifact. */
final class TarArchive implements Binaries.Archive {

    private final String resource;

    TarArchive(String resource) {
        this.resource = resource;
    }

    @Override
    public void unpack(Path directory) throws IOException {
        Process tar = new ProcessBuilder("tar", "-x", "--no-same-owner", "-f", "-", "-C", directory.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (InputStream packed = Binaries.open(resource).getInputStream();
                InputStream content = decompress(packed);
                OutputStream input = tar.getOutputStream()) {
            content.transferTo(input);
        }
        try {
            if (tar.waitFor() != 0) {
                throw new IOException("tar could not unpack " + resource);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while unpacking " + resource, e);
        }
    }

    private InputStream decompress(InputStream packed) throws IOException {
        return resource.endsWith("xz") ? new XZInputStream(packed) : new GZIPInputStream(packed);
    }
}
