// Validates PDF files with veraPDF, the reference validator, as PDF/UA-1 and PDF/A-3a: what we promise of our
// output, judged by somebody else's code. Started by validate.sh. Exit: 0 all pass, 1 a file fails, 2 could not run.
import java.io.File;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.verapdf.core.EncryptedPdfException;
import org.verapdf.core.ModelParsingException;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.processor.reports.enums.JobEndStatus;

public class Validate {
    private static final Logger ROOT = Logger.getLogger("");

    public static void main(String[] files) {
        int exit = files.length == 0 ? 2 : 0;
        if (files.length == 0) System.err.println("usage: Validate FILE.pdf ...");
        LogManager.getLogManager().reset();
        ROOT.setLevel(Level.OFF);
        try {
            VeraGreenfieldFoundryProvider.initialise();
            for (String file : files)
                for (String flavour : new String[] {"ua1", "3a"})
                    exit = Math.max(exit, check(file, flavour));
        } catch (Throwable t) { // a missing class is an Error, and the JVM's own exit code for it would be 1
            System.err.println("could not run: " + t);
            exit = 2;
        }
        System.exit(exit);
    }

    private static int check(String file, String name) throws Exception {
        if (!new File(file).isFile() || !new File(file).canRead()) {
            System.err.println("could not run: no readable file " + file);
            return 2;
        }
        PDFAFlavour flavour = PDFAFlavour.fromString(name);
        TreeSet<String> broken = new TreeSet<>();
        try (var parser = Foundries.defaultInstance().createParser(new File(file), flavour);
                var validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            // A run that was cut short, looked at nothing or took another flavour must not read as a pass.
            if (result.getJobEndStatus() != JobEndStatus.NORMAL || result.getTotalAssertions() == 0
                    || result.getPDFAFlavour() != flavour)
                throw new IllegalStateException("validation did not complete: " + file);
            for (TestAssertion a : result.getTestAssertions())
                if (a.getStatus() == TestAssertion.Status.FAILED)
                    broken.add(a.getRuleId().getClause() + "-" + a.getRuleId().getTestNumber() + " "
                            + a.getMessage().replaceAll("\\s+", " "));
            if (!result.isCompliant() && broken.isEmpty()) broken.add("not compliant, no rule named");
        } catch (ModelParsingException | EncryptedPdfException e) { // our output is at fault, not the harness
            broken.add("not readable as PDF: " + e.getMessage());
        }
        System.out.println((broken.isEmpty() ? "PASS " : "FAIL ") + name + " " + file);
        for (String rule : broken) System.out.println("  " + rule);
        return broken.isEmpty() ? 0 : 1;
    }
}
