"""The first run: from nothing to a vault in a network, in a few questions."""

from desktop.onboarding.actions import OnboardingActions, Samples, SampleVault, VaultStanding
from desktop.onboarding.flow import Flow, Step
from desktop.onboarding.wizard import Wizard

__all__ = ["Flow", "OnboardingActions", "SampleVault", "Samples", "Step", "VaultStanding", "Wizard"]
