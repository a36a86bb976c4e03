// restante-fit: makes the table by which anchors are judged, of cases whose truth is known. docs/anchors.md
// tells which, and how to get them.
#include <fmt/ostream.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>

#include "fit/cross_validate.hpp"
#include "fit/table.hpp"

int main(int argc, char** argv) {
    using namespace restante;
    CLI::App parser{"Fits the judge of anchors to cases of code whose place is known.", "restante-fit"};
    std::vector<std::string> files;
    std::string repositories;
    std::string output;
    int parts = 3;
    fit::Settings settings;
    parser.add_option("CASES", files, "JSON Lines of cases; each file after the first counts 0.7")
        ->required();
    parser.add_option("--repositories", repositories, "folder with the cases' repositories, by name")
        ->required();
    parser.add_option("--output", output, "where to write the table (server/anchor/verdict_table.inc)");
    parser.add_option("--parts", parts, "of the cross-validation; 0 for none");
    parser.add_option("--trees", settings.trees, "of the model");
    parser.add_option("--depth", settings.depth, "of each tree");
    CLI11_PARSE(parser, argc, argv);

    std::vector<fit::Example> examples;
    std::uint32_t numbers = 0;
    for (const auto& file : files) {
        std::ifstream in(file);
        auto cases = fit::read_cases(in);
        if (!cases) {
            fmt::print(stderr, "restante-fit: {}: {}\n", file, cases.error().message);
            return 1;
        }
        auto collected = fit::collect(*cases, repositories);
        fmt::print("{}: {} cases used, {} with a right place, {} of those among the candidates\n", file,
                   collected.cases, collected.present, collected.covered);
        for (auto& example : collected.examples) {
            example.number += numbers;
            example.weight *= &file == files.data() ? 1.0F : 0.7F;
            examples.push_back(example);
        }
        numbers += static_cast<std::uint32_t>(cases->size());
    }
    if (parts > 1) fit::cross_validate(examples, settings, parts, std::cout);
    if (output.empty()) return 0;
    std::vector<const fit::Example*> all;
    for (const auto& example : examples)
        all.push_back(&example);
    std::ofstream out(output);
    fit::write_table(fit::fit(all, settings), out);
    out.flush();
    return out ? 0 : 1;
}
