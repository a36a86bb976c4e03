#include "anchor/anchor.hpp"

namespace restante::anchor {

std::string_view to_string(PlacementState state) noexcept {
    switch (state) {
        case PlacementState::exact:
            return "exact";
        case PlacementState::shifted:
            return "shifted";
        case PlacementState::edited:
            return "edited";
        case PlacementState::moved:
            return "moved";
        case PlacementState::outdated:
            return "outdated";
        case PlacementState::orphaned:
            return "orphaned";
    }
    return "orphaned";
}

}  // namespace restante::anchor
