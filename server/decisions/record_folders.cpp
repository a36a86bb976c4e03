#include "decisions/record_folders.hpp"

namespace restante::decisions {

const NameSet& record_folders() {
    static const NameSet names{"adr",
                               "adrs",
                               "decisions",
                               "decision",
                               "decision records",
                               "decision record",
                               "architecture decision records",
                               "architecture decisions",
                               "architectural decisions",
                               "architectural decision records",
                               "architecture decision record",
                               "adl",
                               "madr",
                               "madrs",
                               "rfcs",
                               "rfc",
                               "active rfcs",
                               "legacy rfcs",
                               "accepted rfcs",
                               "rfds",
                               "rfd",
                               "keps",
                               "kep",
                               "peps",
                               "oeps",
                               "oep",
                               "jep",
                               "jeps",
                               "eips",
                               "ercs",
                               "bips",
                               "proposals",
                               "enhancements",
                               "proposed",
                               "decisiones",
                               "entscheidungen",
                               "decision log",
                               "technical decisions",
                               "tech decisions",
                               "adr records",
                               "ladr",
                               "tdr",
                               "tdrs",
                               "cfps",
                               "design proposals",
                               "enhancement proposals",
                               "arch decisions",
                               "neps",
                               "oteps",
                               "sleps",
                               "qeps",
                               "ite",
                               "tech rfcs"};
    return names;
}

const NameSet& perhaps_folders() {
    static const NameSet names{
        "text",      "features", "concepts",          "architecture", "design",      "designs",
        "accepted",  "active",   "architecture docs", "proposal",     "design docs", "specs",
        "standards", "ideas",    "records",           "implemented",  "final"};
    return names;
}

const NameSet& accepting_folders() {
    static const NameSet names{"accepted", "active", "text"};
    return names;
}

const NameSet& foreign_folders() {
    static const NameSet names{"node_modules", "vendor",        "third_party",   "thirdparty", "assets",
                               "images",       "img",           "media",         "diagrams",   "static",
                               "_site",        ".git",          "figures",       ".github",    "testdata",
                               "__pycache__",  "site packages", "versioned docs"};
    return names;
}

}  // namespace restante::decisions
