package io.mes.filter.query;

import io.mes.storage.query.ExportFormat;
import io.mes.storage.transfer.ConversationExport;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Sends an export as it is read. A database that fails in the middle ends the response in a way that no client takes for its end:
 * with a line that tells the failure, and then, where the container lets it, without the end mark of the protocol.
 */
final class ExportAnswer {

    /** No registered type; the name under which most programs know one JSON value a line. */
    static final String MEDIA_TYPE = "application/x-ndjson";

    private final ConversationExport export;
    private final ExportFormat format;

    ExportAnswer(ConversationExport export, ExportFormat format) {
        this.export = export;
        this.format = format;
    }

    /**
     * Sends it.
     *
     * @param withBody whether more than the head is wanted
     * @throws io.mes.storage.query.StorageException if the database failed before anything was sent; the response is as it
     *     was
     * @throws IOException if the client has gone; with a cause if the export failed later
     */
    void send(HttpServletResponse response, boolean withBody) throws IOException {
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType(MEDIA_TYPE);
        response.setHeader("Content-Disposition", "attachment; filename=\"" + fileName() + "\"");
        response.setHeader("Cache-Control", "no-store");
        if (!withBody) {
            return;
        }
        Writer out = new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8);
        try {
            export.writeTo(out);
        } catch (RuntimeException e) {
            if (!response.isCommitted()) {
                response.reset();
                throw e;
            }
            out.write("\n" + ConversationExport.lineOfFailure() + "\n");
            out.flush();
            throw new IOException("The export broke off", e);
        }
    }

    private String fileName() {
        String kind = format == ExportFormat.MES ? ".mes.jsonl" : ".jsonl";
        return "conversations-" + LocalDate.now(ZoneOffset.UTC) + kind;
    }
}
