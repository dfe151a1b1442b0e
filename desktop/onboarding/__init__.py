"""The first run: from nothing to a vault in a network, in a few questions."""

from desktop.onboarding.actions import JoinedNetwork, OnboardingActions, Samples, SampleVault, VaultStanding
from desktop.onboarding.flow import Flow, Step
from desktop.onboarding.wizard import Wizard

__all__ = ["Flow", "JoinedNetwork", "OnboardingActions", "SampleVault", "Samples", "Step", "VaultStanding", "Wizard"]
